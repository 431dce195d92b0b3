import { headerHeight } from '../header/header.js';
import type { PaneId } from '../list/commands.js';
import type { List } from '../list/list.js';
import type { PanelContext } from '../list/part.js';
import { partnerOf } from '../panes.js';
import type { Line } from '../text/line.js';
import { remembered } from '../text/remembered.js';
import { headlinesOf } from './headlines.js';
import { paneOf, selectedProcessSlot, selectedSlot } from './pane-state.js';
import { ownOf, type State } from './state.js';

/** The heights of the parts of the screen. They always add up to the height of the terminal. */
export type Layout = {
  /** The meters and the panel of the pane. */
  readonly header: number;
  readonly status: number;
  /** Everything between the status line and the footer. */
  readonly body: number;
  readonly footer: number;
};

/** Below this height the footer shows the status line's text. */
const STATUS_ROWS = 12;
const FOOTER_ROWS = 5;
const HEADER_ROWS = 4;

/** Remembered for the last state, because most of what acts on rows and draws them asks for it. */
export const layoutOf = remembered((state: State): Layout => {
  const { columns, rows } = state.size;
  const status = rows >= STATUS_ROWS ? 1 : 0;
  const footer = rows >= FOOTER_ROWS ? 1 : 0;
  const meters = rows >= HEADER_ROWS ? metersHeight(state, columns, rows) : 0;
  const header = meters + panelHeight(state) + stripHeight(state);
  return { header, status, footer, body: Math.max(1, rows - header - status - footer) };
});

function metersHeight(state: State, width: number, rows: number): number {
  const { sample, history, settings } = state;
  return headerHeight({ sample, history, width, rows, show: settings.header, headlines: headlinesOf(state) });
}

/** Smaller screens keep their rows for the list. */
const STRIP = { columns: 40, rows: 16, tallRows: 24 };

/** Lines of the strip over the past, while it is looked back. */
export function stripHeight({ past, size }: Pick<State, 'past' | 'size'>): number {
  if (!past?.isStepped || size.columns < STRIP.columns || size.rows < STRIP.rows) return 0;
  return size.rows < STRIP.tallRows ? 1 : 2;
}

/** A list in the body: its first line, and how many lines it has with its titles. */
export type ListPlace = { readonly top: number; readonly height: number };

export type ListPlaces = {
  readonly open: ListPlace;
  /** The other list of a pane of two, where there is room for both. */
  readonly other: (ListPlace & { readonly pane: PaneId }) | undefined;
};

/** With so many lines there is room for two lists, even if neither is whole. */
const ROOM_FOR_TWO = 20;

/** The place of the open list, and of what is shown beside it: the first list of a pane is above the second. */
export const listPlaces = remembered((state: State): ListPlaces => {
  const { body } = layoutOf(state);
  const whole = { open: { top: 0, height: body }, other: undefined };
  const pane = paneOf(state);
  const partner = partnerOf(pane);
  if (partner === undefined) return whole;
  const isFirst = pane.second === partner.id;
  const own = linesOf(state.list);
  const others = linesOf(state.parked.get(partner.id)?.list);
  const [first, second] = isFirst ? [own, others] : [others, own];
  if (first + second > body && body < ROOM_FOR_TWO) return whole;
  const height = heightOfFirst(first, second, body);
  const [above, below] = [
    { top: 0, height },
    { top: height, height: body - height },
  ];
  return isFirst
    ? { open: above, other: { ...below, pane: partner.id } }
    : { open: below, other: { ...above, pane: partner.id } };
});

/** With its titles, and a line between it and the next. All rows that there are count, so that nothing moves while a filter is typed. */
function linesOf(list: List | undefined): number {
  return 2 + Math.max(1, list?.total ?? 0);
}

/** Each has what it needs, as far as that leaves the other its half. */
function heightOfFirst(first: number, second: number, body: number): number {
  const half = Math.floor(body / 2);
  return Math.min(first, Math.max(half, body - second));
}

/** Rows of the open list on the screen, without the column titles. */
export function listHeight(state: State): number {
  const { height } = listPlaces(state).open;
  return Math.max(1, height - titleHeight(height));
}

export function titleHeight(body: number): number {
  return body >= 3 ? 1 : 0;
}

/** Rows of a page for its content, below its title and its column titles. */
export function pageHeight(state: State, heading: boolean): number {
  return Math.max(1, layoutOf(state).body - (heading ? 2 : 1));
}

/** Lines of the open pane between the meters and the status line. */
function panelHeight(state: State): number {
  return paneOf(state).panel?.height(panelContext(state)) ?? 0;
}

/** Exactly panelHeight lines, none wider than the terminal. */
export function panelLines(state: State): readonly Line[] {
  return paneOf(state).panel?.lines(panelContext(state)) ?? [];
}

function panelContext(state: State): PanelContext {
  const { sample, history, size, settings } = state;
  const { unicode, header } = settings;
  const own = ownOf(state, paneOf(state));
  return {
    ...{ own, sample, history, size, unicode, header },
    selected: () => selectedSlot(state),
    selectedProcess: () => selectedProcessSlot(state),
  };
}
