import { createPainter, type Painted } from '../../src/ui/paint.js';

const painter = createPainter({ theme: 'default', depth: 'none' });

/** A painted line without any look. */
export function plain(text: string): Painted {
  return painter.line([{ text, tone: 'normal' }], Number.MAX_SAFE_INTEGER);
}
