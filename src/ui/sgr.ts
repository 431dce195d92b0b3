/** A look: attributes as bits, colours as SGR parameters. */
export type Look = { readonly attributes: number; readonly foreground: string; readonly background: string };

export const NO_LOOK: Look = { attributes: 0, foreground: '', background: '' };

/** One line per attribute: its bit, the parameters to switch it on and off, and whether blanks show it. */
const ATTRIBUTES = [
  { name: 'bold', bit: 1, on: '1', off: '22', marks: false },
  { name: 'dim', bit: 2, on: '2', off: '22', marks: false },
  { name: 'italic', bit: 4, on: '3', off: '23', marks: false },
  { name: 'underline', bit: 8, on: '4', off: '24', marks: true },
  { name: 'inverse', bit: 16, on: '7', off: '27', marks: true },
  { name: 'struck', bit: 32, on: '9', off: '29', marks: true },
] as const;

/** The bit of an attribute by its name: bold, dim, underline, inverse … */
export function attributeBit(name: string): number {
  return ATTRIBUTES.find((attribute) => attribute.name === name)?.bit ?? 0;
}

/** The SGR parameters from the default look to this one; empty if they are equal. */
export function sgrOf(look: Look): string {
  return codesBetween(NO_LOOK, look).join(';');
}

/** Whether a blank in this look differs from a plain one. */
export function marksBlanks({ attributes, background }: Look): boolean {
  return background !== '' || ATTRIBUTES.some(({ bit, marks }) => marks && (attributes & bit) !== 0);
}

/** The look after an SGR sequence with these parameters. Unknown ones are ignored. */
export function lookAfter(look: Look, parameters: string): Look {
  const codes = parameters.match(/[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+/g) ?? ['0'];
  return codes.reduce(withCode, look);
}

/** The shortest SGR sequence from one look to another. */
export function sgrBetween(from: Look, to: Look): string {
  const whole = codesBetween(NO_LOOK, to);
  if (whole.length === 0) return '\x1b[m';
  const afresh = ['0', ...whole].join(';');
  const onTop = codesBetween(from, to).join(';');
  return `\x1b[${onTop.length <= afresh.length ? onTop : afresh}m`;
}

function withCode(look: Look, code: string): Look {
  if (code === '0') return NO_LOOK;
  if (code === '39') return { ...look, foreground: '' };
  if (code === '49') return { ...look, background: '' };
  if (/^(?:3[0-8]|9[0-7])/.test(code)) return { ...look, foreground: code };
  if (/^(?:4[0-8]|10[0-7])/.test(code)) return { ...look, background: code };
  let { attributes } = look;
  for (const { bit, on, off } of ATTRIBUTES) {
    if (code === on) attributes |= bit;
    if (code === off) attributes &= ~bit;
  }
  return { ...look, attributes };
}

function codesBetween(from: Look, to: Look): readonly string[] {
  const lost = from.attributes & ~to.attributes;
  const off = new Set(ATTRIBUTES.filter(({ bit }) => (lost & bit) !== 0).map((attribute) => attribute.off));
  // Bold and dim share one parameter for off: the remaining one is switched on again.
  const wanted = ATTRIBUTES.filter((attribute) => (to.attributes & attribute.bit) !== 0);
  const on = wanted.filter((attribute) => (from.attributes & attribute.bit) === 0 || off.has(attribute.off));
  return [
    ...off,
    ...on.map((attribute) => attribute.on),
    ...(from.foreground === to.foreground ? [] : [to.foreground || '39']),
    ...(from.background === to.background ? [] : [to.background || '49']),
  ];
}
