import { useMemo, useState } from 'react';
import type { Message } from '../model/state/messages.js';
import type { State } from '../model/state/state.js';
import { update } from '../model/update/update.js';
import type { RunEffect } from './effects.js';

/** A message, or what makes one of the state that all before it have led to. */
export type Sendable = Message | ((state: State) => Message | undefined);
export type Send = (messages: readonly Sendable[]) => void;

/** Holds the state. All messages of one call, and what their effects send at once, make one frame. */
export function useModel(initial: State, run: RunEffect): readonly [State, Send] {
  const [first] = useState(initial);
  const [state, show] = useState(first);
  const send = useMemo(() => createModel(first, run, show), [first, run]);
  return [state, send];
}

/** Effects run between messages: of two keys in one read, the second acts on what the first has opened. */
export function createModel(initial: State, run: RunEffect, show: (state: State) => void): Send {
  let state = initial;
  let depth = 0;

  function send(messages: readonly Sendable[]): void {
    depth += 1;
    for (const sendable of messages) {
      const message = typeof sendable === 'function' ? sendable(state) : sendable;
      if (message !== undefined) take(message);
    }
    depth -= 1;
    if (depth === 0) show(state);
  }

  function take(message: Message): void {
    const step = update(state, message);
    state = step.state;
    for (const effect of step.effects) run(effect, send);
  }

  return send;
}
