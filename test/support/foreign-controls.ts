/** Every sequence that ntop has a reason to write; anything else came from somewhere else. */
const OWN_SEQUENCES = [
  /\x1b\[[\d;]*m/, // look of the text
  /\x1b\[\d*[CG]/, // cursor onward, to a column
  /\x1b\[(?:\d+(?:;\d+)?)?H/, // cursor to a cell
  /\x1b\[[02]?[JK]/, // erase
  /\x1b\[\?(?:25|1000|1002|1006|1049|2004|2026)[hl]/, // modes
  /\x1b\[>4;0m|\x1b\[>0u|\x1b\[<u/, // a plain keyboard, and the one before
  /\x1b\]52;c;[A-Za-z0-9+/=]*\x07/, // the clipboard
  /\x1b\[2[23];0t|\x1b\]2;ntop |\x1b\\/, // the title of another machine's, and the one before
  /\r?\n|\r/,
];

const OWN = new RegExp(OWN_SEQUENCES.map((pattern) => pattern.source).join('|'), 'g');

/** What could act on a terminal or a reader: controls, bidi and other formats, separators, unassigned characters. */
const ACTIVE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** A sequence that was being written when the output was looked at. */
const UNFINISHED = /\x1b(?:\[[\d;?>]*|\]52;c;[A-Za-z0-9+/=]*|\]2;ntop .*|\])?$/;

/** Fails when a program's raw output holds a control that ntop itself would not write, or no UTF-8. */
export function assertNoForeignControls(bytes: Uint8Array): void {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }).replace(UNFINISHED, '');
  // A digit in its place keeps two halves from joining into something new.
  const rest = text.replace(OWN, (sequence) => '0'.repeat(sequence.length));
  const found = ACTIVE.exec(rest);
  if (found === null) return;
  const around = JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 40));
  throw new Error(`foreign control U+${found[0].codePointAt(0)?.toString(16)} in the output, at ${around}`);
}
