import { WIDE_SCREEN_COLUMNS } from '../list/pane.js';
import type { StatusText } from '../list/part.js';
import { PARTS, paneById } from '../panes.js';
import { contextOf, narrowedBy } from '../state/context.js';
import { layoutOf, listHeight } from '../state/layout.js';
import { cellContext, lostText, nounOf, paneOf, selectedSlot } from '../state/pane-state.js';
import { notRecorded } from '../state/recorded.js';
import { ownOf, type State, topLayer } from '../state/state.js';
import { glyph } from '../text/glyphs.js';
import type { Line, Span, Tone } from '../text/line.js';
import { lineWidth, padLine, span } from '../text/line-layout.js';
import { clean } from '../text/text.js';
import { isOnScreen, selectedRow } from '../update/moving.js';
import { sortedOutOfSight } from './list-view.js';

/** Of the PIDs or users that narrow the list, as many are named. */
const MOST_NAMES = 3;

/**
 * Notices, filters and modes: the newest first. If that is too long, what says least is dropped, so that a notice does not
 * push out filters and modes: the sums, that sorting is paused, the number of rows if it would be cut.
 */
export function statusLine(state: State, now: number): Line {
  const { columns } = state.size;
  const ofParts = partsTell(state, now);
  const linesOf = (older: boolean) =>
    ofParts.flatMap(({ line, isOlder, givesWay }) => (isOlder === older && !givesWay ? [line] : []));
  const recent = [...linesOf(false), notice(state), ...linesOf(true)];
  const before = [error(state), problem(state), ...recent, ended(state), news(state)];
  const giving = ofParts.flatMap(({ line, givesWay }) => (givesWay ? [line] : []));
  const after = marks(state, now);
  // What comes last may be cut, a number of rows may not.
  const fits = (amount: Amount) => lineWidth(joined([...before, narrowing(state, amount)])) <= columns;
  const most = () => narrowing(state, (['count', 'number'] as const).find(fits) ?? 'words');
  const line = firstThatFits(columns, [
    () => [...before, ...giving, narrowing(state, 'sums'), after],
    () => [...before, ...giving, narrowing(state, 'count'), after],
    () => [...before, narrowing(state, 'sums'), after],
    () => [...before, narrowing(state, 'count'), after],
    () => [...before, most(), marks(state, Number.POSITIVE_INFINITY)],
  ]);
  const place = placeInList(state);
  const blank = columns - lineWidth(line) - place.length;
  return blank > 1 ? [...line, span(' '.repeat(blank)), span(place, 'muted')] : padLine(line, columns);
}

/** The last one if none does. */
function firstThatFits(columns: number, choices: readonly (() => readonly Line[])[]): Line {
  let line: Line = [];
  for (const choice of choices) {
    line = joined(choice());
    if (lineWidth(line) <= columns) break;
  }
  return line;
}

function joined(parts: readonly Line[]): Line {
  const filled = parts.filter((part) => part.length > 0);
  return filled.flatMap((part, index) => [span(index === 0 ? ' ' : '  '), ...part]);
}

/** On a low terminal, important messages replace the footer. */
export function isStatusInFooter(state: State): boolean {
  const { error, notice, lost, isChosen, news, filter, users, pids, alone, tagged, follow, layers } = state;
  if (layoutOf(state).status > 0) return false;
  const hasEnded = lost !== undefined && isChosen;
  if (error !== undefined || notice !== undefined || hasEnded || news !== undefined) return true;
  if (partsTell(state, Number.NaN).some(({ givesWay }) => !givesWay)) return true;
  const narrowed = filter.text !== '' || users !== undefined || pids !== undefined || alone !== undefined;
  return layers.length === 0 && (narrowed || tagged.size > 0 || follow);
}

function error(state: State): Line {
  return state.error === undefined ? [] : [span(clean(state.error), 'danger')];
}

/** What is wrong with the text being typed. */
function problem(state: State): Line {
  const layer = topLayer(state);
  return layer?.kind === 'prompt' && layer.problem !== undefined ? [span(clean(layer.problem.message), 'danger')] : [];
}

const NOTICE_TONES: { readonly [tone: string]: Tone } = { normal: 'strong', good: 'good', danger: 'danger' };

function notice(state: State): Line {
  return state.notice === undefined ? [] : [span(clean(state.notice.text), NOTICE_TONES[state.notice.tone])];
}

/** A refusal already contains the name. */
function ended(state: State): Line {
  const { lost, isChosen, notice } = state;
  return lost === undefined || !isChosen || notice?.tone === 'danger' ? [] : [span(lostText(state, lost), 'warning')];
}

function news({ news }: State): Line {
  return news === undefined ? [] : [span(news, 'strong')];
}

/** Messages of parts that are shown in all panes. */
function partsTell(state: State, now: number): readonly StatusText[] {
  return PARTS.flatMap((part) => part.status?.(contextOf(state, part, now)) ?? []);
}

/** What is told of the list beside what narrows it: nothing, the number of rows, what they are, and their sums. */
type Amount = 'words' | 'number' | 'count' | 'sums';

function narrowing(state: State, amount: Amount): Line {
  const { list, filter, users, pids, alone, settings } = state;
  if (list === undefined) return unread(state);
  const filters = [
    ...(filter.text === '' ? [] : [`filter ${clean(filter.text)}`]),
    ...(users === undefined ? [] : [`user ${users.negate ? '!' : ''}${someOf([...users.names].map(clean))}`]),
    ...(pids === undefined ? [] : [`pid ${someOf([...pids].map(String))}`]),
    ...(alone === undefined ? [] : [`${alone.noun} ${alone.text}`]),
    ...narrowedBy(state),
  ];
  const totals = amount === 'sums' ? totalsText(state) : '';
  const noun = nounOf(state);
  if (filters.length === 0) return amount === 'sums' ? [span(`${counted(list.matching, noun)}${totals}`, 'muted')] : [];
  const total = amount === 'number' ? String(list.total) : counted(list.total, noun);
  const found = ` ${glyph('arrow', settings.unicode)} ${list.matching} of ${total}`;
  return [span(`${filters.join('  ')}${amount === 'words' ? '' : found}${totals}`, 'strong')];
}

/** Of many, the first ones and how many more: what follows them must stay in sight. */
function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more <= 0 ? names.join(',') : `${names.slice(0, MOST_NAMES).join(',')} and ${more} more`;
}

/** `1 process`, `14 processes` */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;
}

/** The message while rows have not been read, or can't be. */
function unread({ sample, pane, past }: State): Line {
  if (sample === undefined) return [];
  const refused = paneById(pane).refusal?.(sample);
  if (refused === undefined && past !== undefined)
    return [span(`the ${nameOf(pane)} of this moment are not recorded`, 'warning')];
  return [refused === undefined ? span(`reading the ${nameOf(pane)} …`, 'muted') : span(clean(refused), 'danger')];
}

/** Its id where that is a word, such as sessions. */
function nameOf(id: string): string {
  return paneById(id).within === undefined ? id : paneById(id).label.toLowerCase();
}

function totalsText(state: State): string {
  const { list, sample } = state;
  const totals = list === undefined || sample === undefined ? '' : list.totals(cellContext(state, sample), sample);
  return totals === '' ? '' : `, ${totals}`;
}

function marks(state: State, now: number): Line {
  const { unicode } = state.settings;
  const pane = paneOf(state);
  const texts: string[] = [];
  if (state.tagged.size > 0) texts.push(`${glyph('tagged', unicode)} ${state.tagged.size} tagged`);
  if (state.follow) texts.push(`FOLLOW ${selectedName(state)}`);
  if (state.search !== '') texts.push(`search: ${clean(state.search)} (n next, N previous)`);
  const unseen = sortedOutOfSight(state);
  if (unseen !== undefined) texts.push(`sorted by ${unseen}`);
  if (state.sample !== undefined) texts.push(...(pane.remarks?.(state.sample, ownOf(state, pane)) ?? []));
  const missing = notRecorded(state);
  if (missing.length > 0) texts.push(`not recorded: ${missing.join(' ')}`);
  const place = placeOfUnseen(state);
  if (place !== undefined) texts.push(`selected: ${selectedName(state)}${place}`);
  if (now < state.holdUntil && state.past === undefined) texts.push('sorting paused while you move');
  return texts.flatMap((text, index): Span[] => [span(index === 0 ? text : `  ${text}`, 'label')]);
}

/** On a wide screen: the range of visible rows. */
function placeInList(state: State): string {
  const { list, top, size } = state;
  if (list === undefined || list.count === 0 || size.columns < WIDE_SCREEN_COLUMNS) return '';
  return `rows ${top + 1}-${Math.min(top + listHeight(state), list.count)} of ${list.count} `;
}

/** Where the selected process is if it is not on the screen. */
function placeOfUnseen(state: State): string | undefined {
  if (state.selected === 0 || state.list === undefined) return undefined;
  const row = selectedRow(state);
  if (row < 0) return ', not in the list';
  return isOnScreen(state, row) ? undefined : ` in row ${row + 1}`;
}

function selectedName(state: State): string {
  const slot = selectedSlot(state);
  if (state.sample === undefined) return '';
  return slot < 0 ? state.selectedText : paneOf(state).describe(state.sample, slot);
}
