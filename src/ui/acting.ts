import type { Target } from '../model/list/targets.js';
import type { Actions, Hold, Outcome } from '../model/machine/machine.js';
import type { Source } from '../model/machine/source.js';
import { ioPriorityText } from '../model/processes/io-priority.js';
import { signalName } from '../model/processes/signals.js';
import type { Effect, HoldResult, Message } from '../model/state/messages.js';
import { checkSockets } from './check-socket.js';

const ACTIONS = ['hold', 'signal', 'niceBy', 'setNice', 'setIoPriority', 'setAffinity'] as const;

/** An effect that acts on processes. Its result decides what the next key means. */
export type Action = Extract<Effect, { type: (typeof ACTIONS)[number] }>;

/** Acts, and returns the result. */
export type Act = (action: Action) => Promise<Message>;

type Actor = Pick<Source, 'socketOwners' | 'actions'>;

export function isAction(effect: Effect): effect is Action {
  return (ACTIONS as readonly string[]).includes(effect.type);
}

export function createAct(source: Actor): Act {
  const { actions } = source;
  const each = async (title: string, targets: readonly Target[], act: (target: Target) => Promise<Outcome>) =>
    acted(title, targets, await Promise.all(targets.map(act)));
  return (action) => {
    switch (action.type) {
      case 'hold':
        return hold(source, action);
      case 'signal':
        return signal(actions, action);
      case 'niceBy':
        return niceBy(actions, action.targets, action.by);
      case 'setNice':
        return each(`nice ${action.nice}`, action.targets, ({ identity }) => actions.setNice(identity, action.nice));
      case 'setIoPriority':
        return each(`I/O priority ${ioPriorityText(action)}`, action.targets, ({ identity }) =>
          actions.setIoPriority(identity, action.class, action.level),
        );
      case 'setAffinity':
        return each(`CPUs ${action.cpus.join(' ')}`, action.targets, ({ identity }) =>
          actions.setAffinity(identity, action.cpus),
        );
    }
  };
}

/** Checks the sockets of a process while its pidfd is open, so that its PID can't be reused meanwhile. */
async function hold(source: Actor, { purpose, targets }: Extract<Action, { type: 'hold' }>) {
  const results = await Promise.all(
    targets.map(async ({ identity, sockets = [] }): Promise<HoldResult> => {
      const result = await source.actions.hold(identity);
      if (!result.ok || sockets.length === 0) return result;
      const inodes = sockets.map(({ inode }) => inode);
      const outcome = await checkSockets(source, identity, inodes);
      if (outcome.ok) return result;
      source.actions.release(result.hold);
      return outcome;
    }),
  );
  return { type: 'held', purpose, targets, results } as const;
}

async function signal(actions: Actions, { signal, targets, holds, keep }: Extract<Action, { type: 'signal' }>) {
  const outcomes = await Promise.all(holds.map((hold) => actions.signal(hold, signal)));
  if (keep !== true) releaseAll(actions, holds);
  return acted(`${signalName(signal)} sent`, targets, outcomes);
}

export function releaseAll(actions: Actions, holds: readonly Hold[]): void {
  for (const hold of holds) actions.release(hold);
}

const LOWEST_NICE = -20;
const HIGHEST_NICE = 19;

/** Based on the current value in the kernel: the last sample may be older than the last key. */
async function niceBy(actions: Actions, targets: readonly Target[], by: number): Promise<Message> {
  const done = await Promise.all(
    targets.map(async ({ identity }) => {
      const now = await actions.nice(identity);
      if (!now.ok) return { title: 'nice', outcome: now };
      const next = Math.min(Math.max(now.nice + by, LOWEST_NICE), HIGHEST_NICE);
      return { title: `nice ${now.nice} to ${next}`, outcome: await actions.setNice(identity, next) };
    }),
  );
  const title = done.length === 1 ? done[0].title : `nice ${by > 0 ? '+' : ''}${by}`;
  const outcomes = done.map(({ outcome }) => outcome);
  return acted(title, targets, outcomes);
}

function acted(title: string, targets: readonly Target[], outcomes: readonly Outcome[]): Message {
  return { type: 'acted', title, results: targets.map((target, index) => ({ target, outcome: outcomes[index] })) };
}
