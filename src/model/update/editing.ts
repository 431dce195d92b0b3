import type { Edit } from '../list/commands.js';
import { clean } from '../text/text.js';

/** Longer than any search, filter or value. A line is drawn and searched for with each frame. */
const MOST_CHARACTERS = 1000;

export type Line = { readonly text: string; readonly cursor: number };

/** One edit of a text line, by whole characters (a surrogate pair is one). */
export function editLine({ text, cursor }: Line, edit: Exclude<Edit, { type: 'recall' }>): Line {
  const before = text.slice(0, cursor);
  const after = text.slice(cursor);
  switch (edit.type) {
    case 'insert': {
      const inserted = oneLine(edit.text, MOST_CHARACTERS - text.length);
      return { text: before + inserted + after, cursor: cursor + inserted.length };
    }
    case 'cursor':
      return { text, cursor: cursorAt(edit.to, before, after) };
    case 'erase':
      return erase(edit.what, before, after);
  }
}

/** Pasted text may be anything; a line end at its end is dropped. */
function oneLine(text: string, most: number): string {
  const line = text.replace(/[\r\n]+$/, '').replace(/[\r\n\t]+/g, ' ');
  return upTo(clean(upTo(line, most)), most);
}

/** Never half a surrogate pair. */
function upTo(text: string, most: number): string {
  return text.slice(0, Math.max(0, most)).replace(/[\ud800-\udbff]$/, '');
}

function cursorAt(to: 'left' | 'right' | 'start' | 'end', before: string, after: string): number {
  const length = before.length + after.length;
  switch (to) {
    case 'left':
      return before.length - lastCharacter(before).length;
    case 'right':
      return before.length + firstCharacter(after).length;
    case 'start':
      return 0;
    case 'end':
      return length;
  }
}

function erase(what: 'before' | 'after' | 'word' | 'toStart' | 'toEnd', before: string, after: string): Line {
  const kept = (text: string, rest = after): Line => ({ text: text + rest, cursor: text.length });
  switch (what) {
    case 'before':
      return kept(before.slice(0, before.length - lastCharacter(before).length));
    case 'after':
      return kept(before, after.slice(firstCharacter(after).length));
    case 'word':
      return kept(before.replace(/\S*\s*$/u, ''));
    case 'toStart':
      return kept('');
    case 'toEnd':
      return kept(before, '');
  }
}

function firstCharacter(text: string): string {
  return text.match(/^./su)?.[0] ?? '';
}

function lastCharacter(text: string): string {
  return text.match(/.$/su)?.[0] ?? '';
}
