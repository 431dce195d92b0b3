import { commandFor } from '../model/keys/keymap.js';
import type { Command } from '../model/list/commands.js';
import type { Message } from '../model/state/messages.js';
import { type State, topLayer } from '../model/state/state.js';
import { commandAt, wheelCommand } from '../model/view/hit.js';
import { modeOf } from '../model/view/view.js';
import type { InputEvent, KeyEvent } from './keyboard.js';
import type { MouseEvent } from './mouse.js';

/** Keys that quit or suspend ntop, whatever is open. */
export function leaves(event: InputEvent): boolean {
  return event.type === 'key' && (event.key === 'ctrl+c' || event.key === 'f10');
}

export function givesUp(event: InputEvent): boolean {
  return event.type === 'key' && event.key === 'escape';
}

/** The message of a key, click or paste in this state; undefined if there is none. */
export function messageFor(state: State, event: InputEvent, now: number): Message | undefined {
  const command = commandOf(state, event);
  return command === undefined ? undefined : { type: 'command', command, now };
}

function commandOf(state: State, event: InputEvent): Command | undefined {
  switch (event.type) {
    case 'key':
      return keyCommand(state, event);
    case 'mouse':
      return mouseCommand(state, event);
    case 'paste':
      return pasteCommand(state, event.text);
  }
}

function keyCommand(state: State, { key, text }: KeyEvent): Command | undefined {
  const searching = state.search !== '';
  return commandFor(key, text, {
    mode: modeOf(state),
    pane: state.pane,
    preset: state.settings.keys,
    searching,
    past: state.past !== undefined,
  });
}

function mouseCommand(state: State, { action, button, column, row }: MouseEvent): Command | undefined {
  if (action === 'wheelUp') return wheelCommand(state, -1);
  if (action === 'wheelDown') return wheelCommand(state, 1);
  return action === 'press' && button === 'left' ? commandAt(state, { column, row }) : undefined;
}

/** Pasted text is always text: in the list it is ignored, never taken as keys. */
function pasteCommand(state: State, text: string): Command | undefined {
  const kind = topLayer(state)?.kind;
  return kind === 'prompt' || kind === 'picker' ? { type: 'edit', edit: { type: 'insert', text } } : undefined;
}
