import type { Line } from '../model/text/line.js';
import type { Frame } from '../model/view/view.js';
import type { Region } from './canvas.js';
import type { Painted, Painter } from './paint.js';

/** The parts of a frame that are drawn past Ink, by a constant name: their position and lines. */
export type Regions = {
  readonly head: Region;
  readonly list: Region | undefined;
  readonly note: Region | undefined;
  readonly footer: Region | undefined;
};

export function regionsOf(frame: Frame, painter: Painter): Regions {
  const { columns, rows, header, status, list, note, footer, picker, bodyHeight } = frame;
  const paint = (line: Line) => painter.line(line, columns);
  const head = (status === undefined ? header : [...header, status]).map(paint);
  const left = picker?.width ?? 0;
  return {
    head: { left: 0, top: 0, lines: head },
    list: list && {
      left,
      top: head.length,
      lines: listLines(list, columns - left, painter).slice(0, bodyHeight - note.length),
    },
    note:
      note.length === 0 ? undefined : { left: 0, top: head.length + bodyHeight - note.length, lines: note.map(paint) },
    footer: footer && { left: 0, top: rows - 1, lines: [paint(footer)] },
  };
}

function listLines({ titles, rows }: NonNullable<Frame['list']>, width: number, painter: Painter): readonly Painted[] {
  const lines = rows.map(({ line, over }) => painter.line(line, width, over));
  return titles === undefined ? lines : [painter.line(titles, width, 'header'), ...lines];
}
