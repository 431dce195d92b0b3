import { Box } from 'ink';
import type { PageView } from '../model/view.js';
import { CompactTable } from './CompactTable.js';
import { Lines } from './Lines.js';
import type { Painter } from './paint.js';

type Props = {
  readonly page: PageView;
  readonly width: number;
  readonly height: number;
  readonly painter: Painter;
  readonly unicode: boolean;
};

/** Help, a process's detail, or the results of an action: a title and the visible part of a table. */
export function Page({ page, width, height, painter, unicode }: Props) {
  const { content, top } = page;
  const rows = content.rows.slice(top, top + page.height);
  const place = content.rows.length > page.height ? `  ${top + 1}-${top + rows.length}/${content.rows.length}` : '';
  const title = painter.line([...content.title, { text: place, tone: 'muted' }], width);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <Lines lines={[title]} width={width} height={1} />
      <CompactTable
        columns={content.columns}
        rows={rows}
        painter={painter}
        width={width}
        heading={content.heading}
        unicode={unicode}
      />
    </Box>
  );
}
