import { WIDE_SCREEN_COLUMNS } from '../list/pane.js';
import { eventSentence } from '../ports/port-event-text.js';
import { layoutOf, listHeight } from '../state/layout.js';
import { cellContext, paneOf, selectedSlot } from '../state/pane-state.js';
import { type State, topLayer } from '../state/state.js';
import { glyph } from '../text/glyphs.js';
import type { Line, Span, Tone } from '../text/line.js';
import { lineWidth, padLine, span } from '../text/line-layout.js';
import { clean } from '../text/text.js';
import { isOnScreen, selectedRow } from '../update/moving.js';
import { sortedOutOfSight } from './list-view.js';

/**
 * What is in force and what just happened: the newest first, then what narrows and holds the list. Where that is too
 * long, the sums go, so that a notice does not push out what is in force.
 */
export function statusLine(state: State, now: number): Line {
  const { columns } = state.size;
  const isOlder = state.notice === state.watch.noticeThen;
  const recent = isOlder ? [portEvents(state, now), notice(state)] : [notice(state), portEvents(state, now)];
  const before = [trouble(state), fault(state), ...recent, ended(state), news(state)];
  const after = marks(state, now);
  const full = joined([...before, narrowing(state), after]);
  const line = lineWidth(full) <= columns ? full : joined([...before, narrowing(state, false), after]);
  const place = placeInList(state);
  const blank = columns - lineWidth(line) - place.length;
  return blank > 1 ? [...line, span(' '.repeat(blank)), span(place, 'muted')] : padLine(line, columns);
}

function joined(parts: readonly Line[]): Line {
  const filled = parts.filter((part) => part.length > 0);
  return filled.flatMap((part, index) => [span(index === 0 ? ' ' : '  '), ...part]);
}

/** On a low terminal, what a person should not miss takes the footer's place. */
export function isStatusInFooter(state: State): boolean {
  const { trouble, notice, lost, isChosen, news, filter, users, pids, session, tagged, follow, layers, watch } = state;
  if (layoutOf(state).status > 0) return false;
  const hasEnded = lost !== undefined && isChosen;
  if (trouble !== undefined || notice !== undefined || hasEnded || news !== undefined || watch.unseen > 0) return true;
  const narrowed = filter.text !== '' || users !== undefined || pids !== undefined || session !== undefined;
  return layers.length === 0 && (narrowed || tagged.size > 0 || follow);
}

function trouble(state: State): Line {
  return state.trouble === undefined ? [] : [span(clean(state.trouble), 'danger')];
}

/** What is wrong with the text being typed; here there is room to say it. */
function fault(state: State): Line {
  const layer = topLayer(state);
  return layer?.kind === 'prompt' && layer.fault !== undefined ? [span(clean(layer.fault.message), 'danger')] : [];
}

const NOTICE_TONES: { readonly [tone: string]: Tone } = { normal: 'strong', good: 'good', danger: 'danger' };

function notice(state: State): Line {
  return state.notice === undefined ? [] : [span(clean(state.notice.text), NOTICE_TONES[state.notice.tone])];
}

/** A sentence that refuses something names it already. */
function ended({ lost, isChosen, notice }: State): Line {
  return lost === undefined || !isChosen || notice?.tone === 'danger'
    ? []
    : [span(`${lost.text} has ended`, 'warning')];
}

function news({ news }: State): Line {
  return news === undefined ? [] : [span(news, 'strong')];
}

/** What happened at watched ports: no key takes it away before it could be read, and that it happened stays to be seen. */
function portEvents({ watch, settings }: State, now: number): Line {
  const { unseen, freshUntil, events } = watch;
  const [newest] = events;
  if (unseen === 0 || newest === undefined) return [];
  if (now >= freshUntil) return [span(`${unseen} port event${unseen === 1 ? '' : 's'}: E`, 'warning')];
  return [span(`${eventSentence(newest, settings)} (${unseen === 1 ? '' : `of ${unseen}: `}E)`, 'warning')];
}

function narrowing(state: State, sums = true): Line {
  const { list, filter, users, pids, session, settings } = state;
  if (list === undefined) return unread(state);
  const filters = [
    ...(filter.text === '' ? [] : [`filter ${clean(filter.text)}`]),
    ...(users === undefined ? [] : [`user ${users.negate ? '!' : ''}${[...users.names].map(clean).join(',')}`]),
    ...(pids === undefined ? [] : [`pid ${[...pids].join(',')}`]),
    ...(session === undefined ? [] : [`session ${session.text}`]),
    ...(settings.hideIdle && state.pane === 'processes' ? ['busy only'] : []),
  ];
  const totals = sums ? totalsText(state) : '';
  if (filters.length === 0) return sums ? [span(`${list.matching} shown${totals}`, 'muted')] : [];
  const counted = `${glyph('arrow', settings.unicode)} ${list.matching}/${list.total}`;
  return [span(`${filters.join('  ')} ${counted}${totals}`, 'strong')];
}

/** Rows that were asked for and have not come, or can't. */
function unread({ sample, pane }: State): Line {
  if (sample === undefined) return [];
  const { sockets } = sample.snapshot;
  const refused = pane === 'connections' && sockets !== undefined && 'trouble' in sockets ? sockets.trouble : undefined;
  return [refused === undefined ? span(`reading the ${pane} …`, 'muted') : span(clean(refused), 'danger')];
}

function totalsText(state: State): string {
  const { list, sample } = state;
  const totals = list === undefined || sample === undefined ? '' : list.totals(cellContext(state, sample), sample);
  return totals === '' ? '' : `, ${totals}`;
}

function marks(state: State, now: number): Line {
  const { unicode } = state.settings;
  const texts: string[] = [];
  if (state.tagged.size > 0) texts.push(`${glyph('tagged', unicode)} ${state.tagged.size} tagged`);
  if (state.follow) texts.push(`FOLLOW ${selectedName(state)}`);
  if (state.search !== '') texts.push(`/${clean(state.search)}  n N`);
  const unseen = sortedOutOfSight(state);
  if (unseen !== undefined) texts.push(`sorted by ${unseen}`);
  if (now < state.holdUntil && !state.paused) texts.push('order held');
  if (state.hostNames !== undefined && state.pane === 'connections') texts.push('names: R');
  if (state.sample !== undefined) texts.push(...paneOf(state).remarks(state.sample));
  const place = placeOfUnseen(state);
  if (place !== undefined) texts.push(`selected: ${selectedName(state)}${place}`);
  return texts.flatMap((text, index): Span[] => [span(index === 0 ? text : `  ${text}`, 'label')]);
}

/** On a wide screen: which rows of the list are on it. */
function placeInList(state: State): string {
  const { list, top, size } = state;
  if (list === undefined || list.count === 0 || size.columns < WIDE_SCREEN_COLUMNS) return '';
  return `rows ${top + 1}-${Math.min(top + listHeight(state), list.count)} of ${list.count} `;
}

/** Where the selected process is when it is not on the screen. */
function placeOfUnseen(state: State): string | undefined {
  if (state.selected === 0 || state.list === undefined) return undefined;
  const row = selectedRow(state);
  if (row < 0) return ', not in the list';
  return isOnScreen(state, row) ? undefined : ` in row ${row + 1}`;
}

function selectedName(state: State): string {
  const slot = selectedSlot(state);
  return state.sample === undefined || slot < 0 ? '' : paneOf(state).describe(state.sample, slot);
}
