import { characterOfKeypad, nameOfSequence } from './key-sequences.js';
import { type MouseEvent, parseMouse } from './mouse.js';
import { plainSequence } from './reported-keys.js';
import { isLong, shortenUnfinished, type Token, takeToken } from './token.js';

export type KeyEvent = {
  readonly type: 'key';
  /** 'a', 'A', 'space', 'up', 'f9', 'shift+tab', 'ctrl+c' … */
  readonly key: string;
  /** What it types into a prompt. */
  readonly text?: string;
};

/** Pasted text, not cleaned. */
export type PasteEvent = { readonly type: 'paste'; readonly text: string };

export type InputEvent = KeyEvent | MouseEvent | PasteEvent;

/** Runs a callback later; the returned function cancels it. */
export type Schedule = (callback: () => void, milliseconds: number) => () => void;

type Options = {
  readonly onInput: (event: InputEvent) => void;
  readonly schedule: Schedule;
  /** How long an Esc waits for the rest of a sequence. */
  readonly escapeMilliseconds?: number;
};

export type KeyDecoder = {
  /** Takes the bytes of one read. */
  feed(bytes: Uint8Array | string): void;
  /** Stops waiting for the rest of a sequence. */
  flush(): void;
};

/** A paste or reply without an end must not block the keyboard forever. */
const LONG_MILLISECONDS = 1000;

/** Decodes keys, mouse events and pastes. Reads may be cut anywhere, even inside a character. */
export function createKeyDecoder({ onInput, schedule, escapeMilliseconds = 50 }: Options): KeyDecoder {
  const utf8 = new TextDecoder();
  let pending = '';
  let cancel = () => {};

  function feed(bytes: Uint8Array | string): void {
    cancel();
    const text = typeof bytes === 'string' ? bytes : utf8.decode(bytes, { stream: true });
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
      for (const event of eventsOf(token)) onInput(event);
    }
    pending = shortenUnfinished(rest);
    cancel = rest === '' ? () => {} : schedule(flush, isLong(rest) ? LONG_MILLISECONDS : escapeMilliseconds);
  }

  return { feed, flush };
}

function eventsOf({ text, paste }: Token): readonly InputEvent[] {
  const event = eventOf(text);
  const pasted = paste === undefined ? [] : [{ type: 'paste', text: paste } as const];
  return event === undefined ? pasted : [...pasted, event];
}

function eventOf(sequence: string): InputEvent | undefined {
  const mouse = parseMouse(sequence);
  if (mouse !== undefined) return mouse;
  const text = plainSequence(sequence) ?? characterOfKeypad(sequence) ?? sequence;
  const key = nameOfSequence(text) ?? (isTyped(text) ? 'escape' : undefined);
  if (key !== undefined) return { type: 'key', key };
  if (!isPrintable(text)) return undefined;
  return { type: 'key', key: text === ' ' ? 'space' : text, text };
}

/** Esc, a bracket and a letter that are neither a key nor a report were typed one by one. */
function isTyped(text: string): boolean {
  return /^\x1b\[[^EGIO]$/.test(text);
}

/** One character that is not a control; U+FFFD stands for bytes that are not UTF-8. */
function isPrintable(text: string): boolean {
  return /^[^\p{Cc}\p{Cs}\ufffd]$/u.test(text);
}
