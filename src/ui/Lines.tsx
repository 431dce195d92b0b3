import { useContext, useId, useLayoutEffect } from 'react';
import { CanvasContext } from './canvas-context.js';
import type { Painted } from './paint.js';

type Props = {
  /** The next lines with the same name replace these. */
  readonly name?: string;
  /** The position of the first line, counted from 0. */
  readonly left: number;
  readonly top: number;
  /** Already cut to the width. */
  readonly lines: readonly Painted[];
  readonly height: number;
};

/**
 * Draws painted lines past Ink, which would split them into graphemes for each frame. A missing line is blank, a
 * surplus one is not drawn.
 */
export function Lines({ name, left, top, lines, height }: Props) {
  const canvas = useContext(CanvasContext);
  const id = useId();
  const owner = name ?? id;
  useLayoutEffect(() => canvas.place(owner, { left, top, lines: lines.slice(0, height) }));
  useLayoutEffect(() => () => canvas.remove(owner), [canvas, owner]);
  return null;
}
