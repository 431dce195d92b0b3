/** Our own signs, and their ASCII replacements. */
const GLYPHS = {
  descending: ['▼', 'v'],
  ascending: ['▲', '^'],
  tagged: ['●', '*'],
  followed: ['»', '>'],
  watched: ['◆', '!'],
  new: ['+', '+'],
  cursor: ['█', '_'],
  chosen: ['❯', '>'],
  ticked: ['[✔]', '[x]'],
  unticked: ['[ ]', '[ ]'],
  picked: ['(●)', '(*)'],
  unpicked: ['( )', '( )'],
  summed: ['Σ', '='],
  sum: ['Σ', 'sum'],
  arrow: ['→', '->'],
  marked: ['◆', 'm'],
  gap: ['┊', '|'],
} as const;

export function glyph(name: keyof typeof GLYPHS, unicode: boolean): string {
  return GLYPHS[name][unicode ? 0 : 1];
}
