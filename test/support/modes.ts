/** What a program switched on and has not switched off, read from all that it wrote. */
export type Modes = {
  readonly alternateScreen: boolean;
  readonly cursorHidden: boolean;
  readonly mouse: boolean;
  readonly bracketedPaste: boolean;
};

/** The modes of a terminal that nobody uses. */
export const NO_MODES: Modes = { alternateScreen: false, cursorHidden: false, mouse: false, bracketedPaste: false };

export function modesOf(output: string): Modes {
  const on = new Map<string, boolean>();
  for (const [, number = '', state] of output.matchAll(/\x1b\[\?(\d+)([hl])/g)) on.set(number, state === 'h');
  return {
    alternateScreen: on.get('1049') === true,
    cursorHidden: on.get('25') === false,
    mouse: ['1000', '1002', '1003', '1006'].some((mode) => on.get(mode) === true),
    bracketedPaste: on.get('2004') === true,
  };
}
