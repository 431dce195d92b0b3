import type { Line, Span, Tone } from './line.js';
import { displayWidth, fit, skip } from './text.js';

export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + displayWidth(text), 0);
}

/** The line cut to at most `width` cells. A cut text ends in +, so that no number looks like a smaller one. */
export function cutLine(line: Line, width: number): Line {
  const kept: Span[] = [];
  let left = width;
  for (const span of line) {
    const wanted = displayWidth(span.text);
    if (wanted > left) {
      if (left > 0) kept.push({ ...span, text: fit(span.text, left, 'left', '+') });
      break;
    }
    kept.push(span);
    left -= wanted;
  }
  return kept;
}

/** The line cut or padded to exactly `width` cells. */
export function padLine(line: Line, width: number): Line {
  const cut = cutLine(line, width);
  const missing = width - lineWidth(cut);
  return missing > 0 ? [...cut, span(' '.repeat(missing))] : cut;
}

/** The line without its first cells, for scrolling sideways. */
export function skipLine(line: Line, cells: number): Line {
  if (cells <= 0) return line;
  let left = cells;
  return line.map(({ text, tone }) => {
    const rest = skip(text, left);
    left = Math.max(0, left - displayWidth(text));
    return { text: rest, tone };
  });
}

/** The line without invisible blanks at its end. */
export function trimLine(line: Line): Line {
  const last = line.at(-1);
  if (last?.tone !== 'normal') return line;
  const text = last.text.trimEnd();
  return text === '' ? trimLine(line.slice(0, -1)) : [...line.slice(0, -1), { ...last, text }];
}

export function span(text: string, tone: Tone = 'normal'): Span {
  return { text, tone };
}
