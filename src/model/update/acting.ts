import type { Command } from '../list/commands.js';
import { describeTargets, type Target } from '../list/targets.js';
import type { Hold } from '../machine/machine.js';
import type { Confirm, Result } from '../state/layers.js';
import { type Message, only, type Step, step } from '../state/messages.js';
import { outcomeSentence } from '../state/outcome-text.js';
import { push, type State, say } from '../state/state.js';
import { chosenTargets } from './chosen-targets.js';
import { openPicker } from './pickers.js';

/** Opens pidfds of the processes before the dialog, so that no other process is hit, whatever happens meanwhile. */
export function askSignal(state: State): Step {
  const targets = chosenTargets(state);
  return targets.length === 0 ? only(sayGone(state)) : step(state, { type: 'hold', purpose: 'signal', targets });
}

type Held = Extract<Message, { type: 'held' }>;

/** If the user has moved on meanwhile, no dialog opens. */
export function held(state: State, { purpose, targets, results }: Held): Step {
  const holds = results.flatMap((result): Hold[] => (result.ok ? [result.hold] : []));
  if (state.layers.length > 0) return step(state, { type: 'release', holds });
  // Processes of a session may end at any time; that is intended.
  const lost = results.flatMap((result, index) =>
    result.ok || (purpose === 'hangUp' && result.gone) ? [] : [{ target: targets[index], outcome: result }],
  );
  const kept = targets.filter((_, index) => results[index].ok);
  const reportedState = lost.length === 0 ? state : reported(state, 'signal', lost);
  return only(
    kept.length === 0
      ? reportedState
      : openPicker(reportedState, purpose, { targets: kept, holds, index: firstIndex(kept) }),
  );
}

/** The parents of zombies are offered first, but never chosen by an Enter typed too early. */
function firstIndex(targets: readonly Target[]): number {
  return targets.some(({ reaper }) => reaper !== undefined) ? 1 : 0;
}

export function confirmSignal(state: State, { signal, targets, holds }: Confirm): Step {
  const closed = { ...state, layers: state.layers.slice(0, -1) };
  return step(closed, { type: 'signal', signal, targets, holds });
}

export function niceBy(state: State, by: 1 | -1): Step {
  const targets = chosenTargets(state);
  return targets.length === 0 ? only(sayGone(state)) : step(state, { type: 'niceBy', targets, by });
}

/** The dialogs of affinity and I/O priority read and show the current value. */
export function askScheduling(state: State, command: Command['type']): Step {
  const targets = chosenTargets(state);
  if (targets.length === 0) return only(sayGone(state));
  const purpose = command === 'askAffinity' ? 'affinity' : 'ioPriority';
  return step(openPicker(state, purpose, { targets }), { type: 'inspect', target: targets[0] });
}

/**
 * One sentence if all succeeded alike or there is only one; otherwise a page with one line each. While a session is hung
 * up, processes that exit before their turn are not reported as failures.
 */
export function reported(state: State, title: string, all: readonly Result[]): State {
  const results = all.filter(
    ({ target, outcome }) => target.session === undefined || outcome.ok || !outcome.gone || outcome.mayHaveStrayed,
  );
  if (results.length === 0) return sayGone(state);
  const refused = results.filter(({ outcome }) => !outcome.ok);
  if (refused.length > 0 && results.length > 1) return push(state, { kind: 'results', title, results, top: 0 });
  const [only] = refused;
  if (only !== undefined) return say(state, outcomeSentence(state.userName, only), 'danger');
  const said = `${title}: ${describeTargets(results.map(({ target }) => target))}`;
  const inVain = title.startsWith('SIG') ? results.find(({ target }) => target.unreaped !== undefined) : undefined;
  return inVain === undefined
    ? say(state, said, 'good')
    : say(state, `${said}, but ${inVain.target.unreaped}`, 'danger');
}

/** Targets that ended between the last sample and the key. */
export function sayGone(state: State): State {
  return say(state, 'the process is gone, nothing was done', 'danger');
}
