import type { Command, DetailTabId } from '../list/commands.js';
import { type Target, targetOf } from '../list/targets.js';
import { DETAIL_TABS } from '../pages/detail-tabs.js';
import type { DetailPage, Layer } from '../state/layers.js';
import { only, type Step, step } from '../state/messages.js';
import { selectedProcessSlot } from '../state/pane-state.js';
import { push, replaceTop, type State } from '../state/state.js';
import { sayNothingSelected } from './choosing.js';
import { tell } from './parts.js';

export function inspect(state: State, tab: DetailTabId, now: number): Step {
  const { sample } = state;
  const target = sample === undefined ? undefined : targetOf(sample, selectedProcessSlot(state));
  if (target === undefined) return only(sayNothingSelected(state));
  const unread = { detail: undefined, refusal: undefined };
  const opened = push(state, { kind: 'detail', tab, target, ...unread, top: 0 });
  const { state: next, effects } = tell(opened, { type: 'inspected', isNew: true }, now);
  return step(next, { type: 'inspect', target }, ...effects);
}

export function openHelp(state: State): State {
  return push(state, { kind: 'help', top: 0 });
}

export function switchTab(state: State, page: DetailPage, by: 1 | -1, now: number): Step {
  const index = (DETAIL_TABS.indexOf(page.tab) + by + DETAIL_TABS.length) % DETAIL_TABS.length;
  return openTab(state, page, DETAIL_TABS[index], now);
}

export function openTab(state: State, page: DetailPage, tab: DetailTabId, now: number): Step {
  const switched = replaceTop(state, { ...page, tab, top: 0 });
  return tell(switched, { type: 'inspected', isNew: false }, now);
}

type Page = Extract<Layer, { top: number }>;

export function scrollPage(state: State, page: Page, command: Command, height: number, length: number): State {
  const last = Math.max(0, length - height);
  const top = Math.min(Math.max(scrolled(page.top, command, height, last), 0), last);
  return replaceTop(state, { ...page, top });
}

function scrolled(top: number, command: Command, height: number, last: number): number {
  if (command.type === 'moveTo') return command.end === 'first' ? 0 : last;
  if (command.type === 'scrollRows') return top + command.by;
  if (command.type !== 'move') return top;
  const distance = { row: 1, halfPage: Math.floor(height / 2), page: Math.max(1, height - 1) }[command.unit];
  return top + command.by * distance;
}

/** The process of the open page, which is read again at each sample. */
export function inspectedTarget(state: State): Target | undefined {
  const top = state.layers.at(-1);
  return top?.kind === 'detail' && top.refusal === undefined ? top.target : undefined;
}
