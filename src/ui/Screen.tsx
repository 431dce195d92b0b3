import type { Line } from '../model/line.js';
import type { Frame } from '../model/view.js';
import { ConfirmDialog } from './ConfirmDialog.js';
import { Lines } from './Lines.js';
import { Page } from './Page.js';
import { PickerMenu } from './PickerMenu.js';
import type { Painter } from './paint.js';

type Props = { readonly frame: Frame; readonly painter: Painter; readonly unicode: boolean };

/** One frame. Ink lays out and draws menus and pages only; all else goes past it, and costs it nothing. */
export function Screen({ frame, painter, unicode }: Props) {
  const { columns, rows, header, status, list, bodyHeight, footer, picker, confirm, page } = frame;
  const paint = (line: Line) => painter.line(line, columns);
  const head = (status === undefined ? header : [...header, status]).map(paint);
  const body = { top: head.length, height: bodyHeight, painter };
  const listLeft = picker?.width ?? 0;
  return (
    <>
      <Lines left={0} top={0} lines={head} height={head.length} />
      {picker && <PickerMenu picker={picker} unicode={unicode} {...body} />}
      {confirm && <ConfirmDialog confirm={confirm} width={columns} {...body} />}
      {page && <Page page={page} width={columns} unicode={unicode} {...body} />}
      {list && (
        <Lines
          left={listLeft}
          lines={listLines(list, columns - listLeft, painter)}
          top={body.top}
          height={bodyHeight}
        />
      )}
      {footer && <Lines left={0} top={rows - 1} lines={[paint(footer)]} height={1} />}
    </>
  );
}

function listLines({ titles, rows }: NonNullable<Frame['list']>, width: number, painter: Painter): readonly string[] {
  const lines = rows.map(({ line, over }) => painter.line(line, width, over));
  return titles === undefined ? lines : [painter.line(titles, width, 'header'), ...lines];
}
