import type { Message } from '../model/state/messages.js';
import type { State } from '../model/state/state.js';
import { update } from '../model/update/update.js';
import { type Act, type Action, isAction } from './acting.js';
import type { RunEffect } from './effects.js';
import { givesUp, leaves, messageFor } from './input.js';
import type { InputEvent } from './keyboard.js';

export type Model = {
  /** Messages from outside, handled at once. */
  send(messages: readonly Message[]): void;
  /** Keys and clicks: each waits until the actions of the earlier ones have ended. */
  type(events: readonly InputEvent[]): void;
};

type World = {
  readonly act: Act;
  readonly run: RunEffect;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
};

/** After this time a notice says that an action is under way, and Esc stops waiting. */
const PATIENCE_MILLISECONDS = 1000;
const WAITING = { text: 'waiting for the action; Esc stops waiting', tone: 'danger' } as const;
const GIVEN_UP = { text: 'stopped waiting; the action may still be carried out', tone: 'danger' } as const;

/**
 * Holds the state. All messages of one call, and the immediate results of their effects, make one frame. Effects run
 * between messages, actions one after the other, and keys wait for them: of two keys in one read, the second acts on
 * what the first has opened.
 */
export function createModel(initial: State, { act, run, now }: World, show: (state: State) => void): Model {
  let state = initial;
  let depth = 0;
  let typed: InputEvent[] = [];
  let asked: Action[] = [];
  /** The action under way. */
  let acting: { readonly began: number } | undefined;

  /** One frame for all changes of `change`. */
  function inOneFrame(change: () => void): void {
    depth += 1;
    change();
    if (depth === 1) typeOn();
    depth -= 1;
    if (depth === 0) show(state);
  }

  function take(message: Message): void {
    const step = update(state, message);
    state = step.state;
    for (const effect of step.effects) {
      if (isAction(effect)) ask(effect);
      else run(effect, send);
    }
  }

  function ask(action: Action): void {
    asked.push(action);
    actOnNext();
  }

  function actOnNext(): void {
    const action = acting === undefined ? asked.shift() : undefined;
    if (action === undefined) return;
    const own = { began: now() };
    acting = own;
    void act(action).then((message) => {
      inOneFrame(() => {
        if (acting === own) {
          acting = undefined;
          take(message);
          actOnNext();
        } else takeLate(message);
      });
    });
  }

  /** The result of an abandoned action: its dialog does not open, and no page opens over another dialog. */
  function takeLate(message: Message): void {
    if (message.type === 'held') {
      const holds = message.results.flatMap((result) => (result.ok ? [result.hold] : []));
      run({ type: 'release', holds }, send);
    } else if (message.type === 'acted' && state.layers.length > 0) {
      const refused = message.results.filter(({ outcome }) => !outcome.ok).length;
      const text = `${message.title}: done late, ${refused} of ${message.results.length} refused`;
      take({ type: 'notice', notice: { text, tone: refused > 0 ? 'danger' : 'good' } });
    } else take(message);
  }

  function typeOn(): void {
    while (acting === undefined) {
      const event = typed.shift();
      if (event === undefined) return;
      press(event);
    }
  }

  function press(event: InputEvent): void {
    const message = messageFor(state, event, now());
    if (message !== undefined) take(message);
  }

  function typeWhileActing(event: InputEvent, { began }: { readonly began: number }): void {
    const isLate = now() - began >= PATIENCE_MILLISECONDS;
    if (leaves(event)) press(event);
    else if (isLate && givesUp(event)) giveUp();
    else {
      typed.push(event);
      if (isLate) take({ type: 'notice', notice: WAITING });
    }
  }

  function giveUp(): void {
    [acting, asked, typed] = [undefined, [], []];
    take({ type: 'notice', notice: GIVEN_UP });
  }

  function send(messages: readonly Message[]): void {
    inOneFrame(() => messages.forEach(take));
  }

  return {
    send,
    type(events) {
      inOneFrame(() => {
        for (const event of events) {
          if (acting === undefined) press(event);
          else typeWhileActing(event, acting);
        }
      });
    },
  };
}
