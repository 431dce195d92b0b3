import { Box } from 'ink';
import type { Line } from '../model/line.js';
import type { Frame } from '../model/view.js';
import { ConfirmDialog } from './ConfirmDialog.js';
import { Lines } from './Lines.js';
import { Page } from './Page.js';
import { PickerMenu } from './PickerMenu.js';
import type { Painter } from './paint.js';

type Props = { readonly frame: Frame; readonly painter: Painter; readonly unicode: boolean };

/** One frame, exactly as many lines as the terminal has: one more and Ink would clear the screen each time. */
export function Screen({ frame, painter, unicode }: Props) {
  const { columns, rows, header, status, list, bodyHeight, footer, picker, confirm, page } = frame;
  const paint = (line: Line) => painter.line(line, columns);
  const top = [...header, ...(status === undefined ? [] : [status])].map(paint);
  const listWidth = columns - (picker?.width ?? 0);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Lines lines={top} width={columns} height={top.length} />
      <Box height={bodyHeight} width={columns} overflow="hidden">
        {picker && <PickerMenu picker={picker} height={bodyHeight} painter={painter} unicode={unicode} />}
        {confirm && <ConfirmDialog confirm={confirm} width={columns} height={bodyHeight} painter={painter} />}
        {page && <Page page={page} width={columns} height={bodyHeight} painter={painter} unicode={unicode} />}
        {list && <Lines lines={listLines(list, listWidth, painter)} width={listWidth} height={bodyHeight} />}
      </Box>
      {footer && <Lines lines={[paint(footer)]} width={columns} height={1} />}
    </Box>
  );
}

function listLines({ titles, rows }: NonNullable<Frame['list']>, width: number, painter: Painter): readonly string[] {
  const lines = rows.map(({ line, over }) => painter.line(line, width, over));
  return titles === undefined ? lines : [painter.line(titles, width, 'header'), ...lines];
}
