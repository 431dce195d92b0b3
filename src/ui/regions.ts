import type { Line, Tone } from '../model/text/line.js';
import { createKeep, type Keep } from '../model/text/remembered.js';
import type { Frame, ListView } from '../model/view/view.js';
import type { Region } from './canvas.js';
import type { Painted, Painter } from './paint.js';

/** The parts of a frame that are drawn past Ink, by a constant name: their position and lines. */
export type Regions = {
  readonly head: Region;
  readonly list: Region | undefined;
  readonly note: Region | undefined;
  readonly footer: Region | undefined;
};

/** Makes the regions of frames. A line that is the object of the last frame is not painted again. */
export function createRegions(): (frame: Frame, painter: Painter) => Regions {
  const [head, list, note, footer] = [createPaint(), createPaint(), createPaint(), createPaint()];
  return (frame, painter) => {
    const { columns, rows, header, status, footer: keys, picker, bodyHeight } = frame;
    const top = header.length + (status === undefined ? 0 : 1);
    const left = picker?.width ?? 0;
    const noteTop = top + bodyHeight - frame.note.length;
    const overs = listLines(frame).slice(0, noteTop - top);
    return {
      head: { left: 0, top: 0, lines: head(plain(status ? [...header, status] : header), columns, painter) },
      list: frame.list && { left, top, lines: list(overs, columns - left, painter) },
      note:
        noteTop === top + bodyHeight
          ? undefined
          : { left: 0, top: noteTop, lines: note(plain(frame.note), columns, painter) },
      footer: keys && { left: 0, top: rows - 1, lines: footer(plain([keys]), columns, painter) },
    };
  };
}

/** A line, and what is laid over it. */
type Over = { readonly line: Line; readonly over?: Tone | undefined };

const plain = (lines: readonly Line[]) => lines.map((line): Over => ({ line }));

function listLines({ list }: Frame): readonly Over[] {
  if (list === undefined) return [];
  const { other } = list;
  if (other === undefined) return linesOf(list);
  const [above, below] = other.isAbove ? [other, list] : [list, other];
  const first = linesOf(above);
  const empty = Array.from({ length: Math.max(0, other.height - first.length) }, () => NOTHING);
  return [...first, ...empty, ...linesOf(below)];
}

const NOTHING: Over = { line: [] };

function linesOf({ titles, rows }: Omit<ListView, 'other'>): readonly Over[] {
  return titles === undefined ? rows : [{ line: titles, over: 'header' }, ...rows];
}

type Paint = (lines: readonly Over[], width: number, painter: Painter) => readonly Painted[];

/** Paints lines that stand one below the other, those at the same place as before only when they are others. */
function createPaint(): Paint {
  const keeps: Keep<Painted>[] = [];
  return (lines, width, painter) =>
    lines.map(({ line, over }, at) => {
      keeps[at] ??= createKeep();
      return keeps[at]([line, over, width, painter], () => painter.line(line, width, over));
    });
}
