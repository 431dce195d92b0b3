import { nameOfSequence } from './key-sequences.js';
import { type MouseEvent, parseMouse } from './mouse.js';
import { shortenUnfinished, takeToken } from './token.js';

export type KeyEvent = {
  readonly type: 'key';
  /** 'a', 'A', 'space', 'up', 'f9', 'shift+tab', 'ctrl+c', 'alt+x' … */
  readonly key: string;
  /** What it types into a prompt. */
  readonly text?: string;
};

/** Pasted text, as it came: whoever uses it cleans it. */
export type PasteEvent = { readonly type: 'paste'; readonly text: string };

export type InputEvent = KeyEvent | MouseEvent | PasteEvent;

/** Runs a callback later; the answer cancels it. */
export type Schedule = (callback: () => void, milliseconds: number) => () => void;

type Options = {
  readonly onInput: (event: InputEvent) => void;
  readonly schedule: Schedule;
  /** How long an Esc may wait for the rest of a sequence. */
  readonly escapeMilliseconds?: number;
};

export type KeyDecoder = {
  /** Takes what one read gave. */
  feed(bytes: Uint8Array | string): void;
  /** Gives up waiting for the rest of what was begun. */
  flush(): void;
};

/** A paste or a terminal's reply whose end got lost must not hold the keyboard for ever. */
const LONG_MILLISECONDS = 1000;

/** Turns what a terminal sends into keys, mouse events and pastes. Reads may be cut anywhere, even inside a character. */
export function createKeyDecoder({ onInput, schedule, escapeMilliseconds = 50 }: Options): KeyDecoder {
  const utf8 = new TextDecoder();
  let pending = '';
  let cancel = () => {};

  function feed(bytes: Uint8Array | string): void {
    cancel();
    const text = typeof bytes === 'string' ? bytes : utf8.decode(bytes, { stream: true });
    // Alt and a key arrive in one read; an Esc that came alone and is followed by a plain key was the Esc key.
    if (/^\x1b+$/.test(pending) && text !== '' && !/^[[O]/.test(text)) flush();
    drain(pending + text, false);
  }

  function flush(): void {
    cancel();
    drain(pending, true);
  }

  function drain(input: string, final: boolean): void {
    let rest = input;
    while (rest !== '') {
      const token = takeToken(rest, final);
      if (token === undefined) break;
      rest = rest.slice(token.length);
      const event = token.paste === undefined ? eventOf(token.text) : ({ type: 'paste', text: token.paste } as const);
      if (event !== undefined) onInput(event);
    }
    pending = shortenUnfinished(rest);
    const wait = /^\x1b(?:[\]PX^_].|\[200~)/s.test(rest) ? LONG_MILLISECONDS : escapeMilliseconds;
    cancel = rest === '' ? () => {} : schedule(flush, wait);
  }

  return { feed, flush };
}

function eventOf(text: string): InputEvent | undefined {
  const mouse = parseMouse(text);
  if (mouse !== undefined) return mouse;
  const key = nameOfSequence(text) ?? altKey(text);
  if (key !== undefined) return { type: 'key', key };
  if (!isPrintable(text)) return undefined;
  return { type: 'key', key: text === ' ' ? 'space' : text, text };
}

function altKey(text: string): string | undefined {
  if (text.length < 2 || text[0] !== '\x1b') return undefined;
  const rest = text.slice(1);
  const key = nameOfSequence(rest) ?? (isPrintable(rest) ? rest : undefined);
  return key === undefined ? undefined : `alt+${key === ' ' ? 'space' : key}`;
}

/** One character that is no control; U+FFFD stands for bytes that were no UTF-8. */
function isPrintable(text: string): boolean {
  return /^[^\p{Cc}\p{Cs}\ufffd]$/u.test(text);
}
