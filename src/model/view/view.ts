import { createHeader } from '../header/header.js';
import type { Mode } from '../list/binding.js';
import type { PageContent } from '../list/page-content.js';
import { type Page, pageContent } from '../pages/pages.js';
import { headerInput } from '../state/header-input.js';
import type { Confirm, Picker } from '../state/layers.js';
import { layoutOf, listPlaces, pageHeight, panelLines, titleHeight } from '../state/layout.js';
import { asOpen, type State, topLayer } from '../state/state.js';
import type { Line } from '../text/line.js';
import { displayWidth } from '../text/text.js';
import { isOnScreen, selectedRow } from '../update/moving.js';
import type { PickerItem } from '../update/picker-kinds.js';
import { isRadio, pickerItems, pickerTitle, pickerWidth } from '../update/pickers.js';
import { placeColumns } from './column-places.js';
import { createFooter, promptLine } from './footer.js';
import { createRows, createTitles, type RowView } from './list-view.js';
import { noteLines } from './note.js';
import { isStatusInFooter, statusLine } from './status-line.js';
import { createStrip } from './strip.js';

/** The clocks when a frame is drawn; the model has none. */
export type Moment = {
  /** The clock of Message, in milliseconds. */
  readonly now: number;
  /** Local time as HH:MM. */
  readonly clock: string;
  /** How long the next sample is overdue. */
  readonly staleSeconds: number | undefined;
};

export type ListView = {
  readonly titles: Line | undefined;
  readonly rows: readonly RowView[];
  /** The other list of the pane, if both are shown; then each has the lines that it is said to have. */
  readonly other?: OtherList | undefined;
};

export type OtherList = Omit<ListView, 'other'> & {
  readonly isAbove: boolean;
  /** Lines of the one above, with its titles. */
  readonly height: number;
};

export type PickerView = {
  readonly title: string;
  /** The visible entries, and the index of the highlighted one. */
  readonly items: readonly PickerItem[];
  readonly selected: number;
  readonly typed: string;
  readonly width: number;
  /** Of its ticks there is always one. */
  readonly isRadio: boolean;
};

export type PageView = { readonly content: PageContent; readonly top: number; readonly height: number };

/** One frame: the whole screen from top to bottom. */
export type Frame = {
  readonly columns: number;
  readonly rows: number;
  readonly header: readonly Line[];
  readonly status: Line | undefined;
  readonly bodyHeight: number;
  readonly list: ListView | undefined;
  readonly picker: PickerView | undefined;
  /** The last lines of the body: the note of a dialog about its entry and its targets. */
  readonly note: readonly Line[];
  readonly confirm: Confirm | undefined;
  readonly page: PageView | undefined;
  readonly footer: Line | undefined;
};

/** A menu leaves this much width to the list, or takes the whole width. */
const LIST_BESIDE = 30;

export type View = (state: State, moment: Moment) => Frame;

/** A frame by itself. */
export function view(state: State, moment: Moment): Frame {
  return createView()(state, moment);
}

/** Makes the frames of one screen, the same as by itself each. Lines that did not change are the objects of the frame before. */
export function createView(): View {
  const header = createHeader();
  const titles = createTitles();
  const rows = createRows();
  const footer = createFooter();
  const strip = createStrip();
  const other = { titles: createTitles(), rows: createRows() };
  return (state, moment) => frameOf(state, moment, { header, titles, rows, footer, strip, other });
}

/** What makes the parts of a frame. */
type Makers = {
  readonly header: ReturnType<typeof createHeader>;
  readonly titles: ReturnType<typeof createTitles>;
  readonly rows: ReturnType<typeof createRows>;
  readonly footer: ReturnType<typeof createFooter>;
  readonly strip: ReturnType<typeof createStrip>;
  /** Of the other list. */
  readonly other: { readonly titles: Makers['titles']; readonly rows: Makers['rows'] };
};

function frameOf(state: State, moment: Moment, make: Makers): Frame {
  const layout = layoutOf(state);
  const layer = topLayer(state);
  const { columns, rows } = state.size;
  const note = noteLines(state);
  const body = layout.body - note.length;
  const picker = layer?.kind === 'picker' ? pickerView(state, layer, body) : undefined;
  const isPage = layer !== undefined && 'top' in layer;
  const listWidth = columns - (picker?.width ?? 0);
  return {
    columns,
    rows,
    header: [...make.header(headerInput(state, moment)), ...panelLines(state), ...make.strip(state)].slice(
      0,
      layout.header,
    ),
    status: layout.status > 0 ? statusLine(state, moment.now) : undefined,
    bodyHeight: layout.body,
    list: isPage || layer?.kind === 'confirm' || listWidth === 0 ? undefined : listView(state, body, listWidth, make),
    picker,
    note,
    confirm: layer?.kind === 'confirm' ? layer : undefined,
    page: isPage ? pageView(state, layer) : undefined,
    footer: layout.footer > 0 ? footer(state, moment.now, make) : undefined,
  };
}

export function modeOf(state: State): Mode {
  const layer = topLayer(state);
  if (layer === undefined) return 'list';
  return 'top' in layer ? 'page' : layer.kind;
}

function footer(state: State, now: number, make: Makers): Line {
  const layer = topLayer(state);
  if (layer?.kind === 'prompt') return promptLine(state, layer);
  return isStatusInFooter(state) ? statusLine(state, now) : make.footer(state, modeOf(state));
}

/** `body` are the lines that a note leaves. */
function listView(state: State, body: number, width: number, make: Makers): ListView {
  const { open, other } = listPlaces(state);
  const view = oneList(state, Math.min(open.height, body - open.top), width, make);
  if (other === undefined) return view;
  // The keys are not for it, so nothing of it is selected.
  const beside = { ...asOpen(state, other.pane), selected: 0, follow: false };
  const shown = oneList(beside, Math.min(other.height, body - other.top), width, make.other);
  const isAbove = other.top < open.top;
  return { ...view, other: { ...shown, isAbove, height: isAbove ? other.height : open.height } };
}

function oneList(state: State, lines: number, width: number, make: Pick<Makers, 'titles' | 'rows'>): ListView {
  if (lines <= 0) return { titles: undefined, rows: [] };
  const columns = placeColumns(state, width);
  const titles = titleHeight(lines);
  const height = lines - titles;
  return {
    titles: titles > 0 ? make.titles(state, columns) : undefined,
    rows: make.rows(state, topAbove(state, height), columns, height),
  };
}

/** The first visible row, so that a note below the list does not hide the selection. */
function topAbove(state: State, height: number): number {
  const row = selectedRow(state);
  return isOnScreen(state, row) ? Math.max(state.top, row - height + 1) : state.top;
}

/** The width of the entries: a mark, a label, a hint, and the blanks around them. */
function naturalWidth(items: readonly PickerItem[]): number {
  const widest = (texts: readonly string[]) => texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
  const marks = items.some(({ ticked }) => ticked !== undefined) ? 4 : 0;
  return marks + widest(items.map(({ label }) => label)) + widest(items.map(({ hint }) => hint)) + 5;
}

function pageView(state: State, page: Page): PageView {
  const content = pageContent(state, page);
  const height = pageHeight(state, content.heading);
  // The content of a page may be shorter than when it was scrolled.
  return { content, top: Math.max(0, Math.min(page.top, content.rows.length - height)), height };
}

/** The entries of a menu that fit in `body` rows, around the highlighted one. */
export function pickerView(state: State, picker: Picker, body: number): PickerView {
  const all = pickerItems(state, picker);
  const height = Math.max(1, body - 1);
  const first = Math.max(0, Math.min(picker.index - Math.floor(height / 2), all.length - height));
  const { columns } = state.size;
  const width = Math.max(pickerWidth(picker), Math.min(naturalWidth(all), columns - LIST_BESIDE));
  return {
    title: pickerTitle(picker),
    items: all.slice(first, first + height),
    selected: picker.index - first,
    typed: picker.typed,
    isRadio: isRadio(picker),
    width: columns >= width + LIST_BESIDE ? width : columns,
  };
}
