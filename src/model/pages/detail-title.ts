import type { DetailTabId } from '../list/commands.js';
import { slotOfSerial } from '../list/list.js';
import type { DetailPage } from '../state/layers.js';
import type { State } from '../state/state.js';
import type { Line } from '../text/line.js';
import { lineWidth, span } from '../text/line-layout.js';
import { displayWidth } from '../text/text.js';
import { DETAIL_TABS } from './detail-tabs.js';

/** Beside the title stands which rows are shown. */
const PLACE_CELLS = 10;

const SHORTER: Readonly<Record<string, string>> = { environment: 'env', mappings: 'maps' };
const SHORTEST: Readonly<Record<string, string>> = {
  ...SHORTER,
  overview: 'info',
  command: 'cmd',
  threads: 'thr',
  limits: 'lim',
};

type PlacedTab = { readonly tab: DetailTabId; readonly label: string };
/** The first line of a process's page, and where its tabs are. */
type DetailTitle = {
  readonly line: Line;
  readonly tabs: readonly { readonly tab: DetailTabId; readonly left: number; readonly width: number }[];
};

/** Names become shorter where there is little room, then the tabs farthest from the open one leave, then the process's name. */
export function detailTitle(state: State, page: DetailPage): DetailTitle {
  const room = state.size.columns - PLACE_CELLS;
  const head = headOf(state, page);
  const sets = [{}, SHORTER, SHORTEST].map((labels) => tabsWith(labels));
  const fits = (tabs: readonly PlacedTab[], line: Line) => lineWidth(line) + cellsOf(tabs) <= room;
  const whole = sets.find((tabs) => fits(tabs, head));
  if (whole !== undefined) return titleOf(head, whole, page);
  const near = nearest(tabsWith(SHORTEST), page.tab, room - lineWidth(head));
  return fits(near, head) ? titleOf(head, near, page) : titleOf([], nearest(tabsWith(SHORTEST), page.tab, room), page);
}

function headOf({ sample }: State, { target, refusal }: DetailPage): Line {
  const alive = sample !== undefined && slotOfSerial(sample, target.serial) >= 0;
  const name = span(`${target.identity.pid} ${target.name} `, alive ? 'strong' : 'muted');
  return refusal?.gone ? [name, span('ENDED ', 'danger')] : [name];
}

function tabsWith(labels: Readonly<Record<string, string>>): readonly PlacedTab[] {
  return DETAIL_TABS.map((tab) => ({ tab, label: ` ${labels[tab] ?? tab} ` }));
}

function cellsOf(tabs: readonly PlacedTab[]): number {
  return tabs.reduce((cells, { label }) => cells + displayWidth(label), 0);
}

/** The open tab, and as many of those beside it as there is room for. */
function nearest(tabs: readonly PlacedTab[], open: DetailTabId, room: number): readonly PlacedTab[] {
  let first = tabs.findIndex(({ tab }) => tab === open);
  let end = first + 1;
  for (;;) {
    if (end < tabs.length && cellsOf(tabs.slice(first, end + 1)) <= room) end += 1;
    else if (first > 0 && cellsOf(tabs.slice(first - 1, end)) <= room) first -= 1;
    else return tabs.slice(first, end);
  }
}

function titleOf(head: Line, tabs: readonly PlacedTab[], { tab: open }: DetailPage): DetailTitle {
  let left = lineWidth(head);
  const placed = tabs.map(({ tab, label }) => {
    const width = displayWidth(label);
    left += width;
    return { tab, left: left - width, width };
  });
  const spans = tabs.map(({ tab, label }) => span(label, tab === open ? 'tabActive' : 'tab'));
  return { line: [...head, ...spans], tabs: placed };
}
