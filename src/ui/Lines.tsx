import { useContext, useId, useLayoutEffect } from 'react';
import { CanvasContext } from './canvas.js';

type Props = {
  /** Where on the screen the first line begins, counted from 0. */
  readonly left: number;
  readonly top: number;
  /** Ready strings, one a line, already cut to the width (see Painter). */
  readonly lines: readonly string[];
  readonly height: number;
};

/**
 * Draws ready strings past Ink, which would cut every one of them into graphemes for each frame. A missing line is
 * blank, one too many is not drawn.
 */
export function Lines({ left, top, lines, height }: Props) {
  const canvas = useContext(CanvasContext);
  const owner = useId();
  useLayoutEffect(() => canvas.place(owner, { left, top, lines: lines.slice(0, height) }));
  useLayoutEffect(() => () => canvas.remove(owner), [canvas, owner]);
  return null;
}
