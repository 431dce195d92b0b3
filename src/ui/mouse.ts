/** Buttons, the wheel and drags, with coordinates in the SGR form that has no limit of 223 columns. */
export const MOUSE_ON = '\x1b[?1000h\x1b[?1002h\x1b[?1006h';
export const MOUSE_OFF = '\x1b[?1006l\x1b[?1002l\x1b[?1000l';

export type MouseAction = 'press' | 'release' | 'wheelUp' | 'wheelDown' | 'drag';

/** A mouse event on a cell; column and row count from 0. */
export type MouseEvent = {
  readonly type: 'mouse';
  readonly action: MouseAction;
  readonly button: 'left' | 'middle' | 'right';
  readonly column: number;
  readonly row: number;
};

const BUTTONS = ['left', 'middle', 'right'] as const;
const MOTION = 32;
const WHEEL = 64;

/** Parses an SGR report such as CSI <0;12;5M; undefined if it is not one, or not used by ntop. */
export function parseMouse(sequence: string): MouseEvent | undefined {
  const [, code, column, row, final] = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])$/.exec(sequence) ?? [];
  if (code === undefined) return undefined;
  const bits = Number(code);
  const action = actionOf(bits, final === 'M');
  const button = bits & WHEEL ? 'middle' : BUTTONS[bits & 3];
  if (action === undefined || button === undefined) return undefined;
  return { type: 'mouse', action, button, column: Math.max(0, Number(column) - 1), row: Math.max(0, Number(row) - 1) };
}

function actionOf(bits: number, pressed: boolean): MouseAction | undefined {
  if (bits & WHEEL) return ([undefined, 'wheelUp', 'wheelDown'] as const)[bits & 2 ? 0 : bits & 1 ? 2 : 1];
  // Buttons 8 to 11 (back, forward) share the low bits with the first three.
  if (bits & 128) return undefined;
  if (bits & MOTION) return 'drag';
  return pressed ? 'press' : 'release';
}
