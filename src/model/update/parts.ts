import type { Part, PartEvent, Wish } from '../list/part.js';
import { PARTS } from '../panes.js';
import { contextOf } from '../state/context.js';
import { only, type Step, step } from '../state/messages.js';
import { push, type State, say, withOwn } from '../state/state.js';
import { sayGone } from './acting.js';
import { relist } from './listing.js';
import { selectedRow, showSelected } from './moving.js';
import { openPane } from './switching.js';

/** Passes events to the parts, and carries out their requests. */
export function tell(state: State, event: PartEvent, now: number, parts = PARTS): Step {
  return parts.reduce<Step>((before, part) => after(before, (next) => tellPart(next, part, event, now)), only(state));
}

function tellPart(state: State, part: Part, event: PartEvent, now: number): Step {
  const answer = part.reduce?.(contextOf(state, part, now), event);
  if (answer === undefined) return only(state);
  const { own, effects = [], wishes = [] } = answer;
  const kept = own === undefined ? state : withOwn(state, part.id, own);
  const done = wishes.reduce<Step>(
    (before, wish) => after(before, (next) => fulfil(next, part, wish, now)),
    only(kept),
  );
  return step(
    done.state,
    ...done.effects,
    ...effects.map((effect) => ({ type: 'own', part: part.id, effect }) as const),
  );
}

/** The result of an effect may change the list, and the visible rows may then have to be read. */
export function answered(state: State, part: Part, message: unknown, now: number): Step {
  const before = state.list;
  const step = tellPart(state, part, { type: 'answered', message }, now);
  if (step.state.list === before) return step;
  return after(step, (next) => tellPart(next, part, { type: 'listed', isNew: false }, now));
}

export function after(before: Step, next: (state: State) => Step): Step {
  const { state, effects } = next(before.state);
  return step(state, ...before.effects, ...effects);
}

function fulfil(state: State, part: Part, wish: Wish, now: number): Step {
  switch (wish.type) {
    case 'hold':
      return wish.targets.length === 0 ? only(sayGone(state)) : step(state, wish);
    case 'openPane':
      return only(opened(state, wish, now));
    case 'openPage':
      return only(push(state, { kind: 'own', part: part.id, top: 0 }));
    case 'relist':
      return only(relist(state, wish.holdOrder));
    case 'forgetRows':
      return only(withoutRows(state));
    case 'say':
      return only(say(state, wish.text));
    case 'tellNews':
      return only({ ...state, news: wish.text });
  }
}

function opened(state: State, wish: Extract<Wish, { type: 'openPane' }>, now: number): State {
  const { pane, alone, select, hidden } = wish;
  const open = openPane(state, pane, now, alone);
  if (select === undefined) return open;
  const shown = showSelected({ ...open, selected: select, isChosen: true });
  return hidden !== undefined && selectedRow(shown) < 0 ? say(shown, hidden) : shown;
}

function withoutRows(state: State): State {
  const nothing = { selected: 0, isChosen: false, follow: false, tagged: new Set<number>() };
  return { ...state, ...nothing, top: 0, lastRow: 0 };
}
