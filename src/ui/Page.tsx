import { Box } from 'ink';
import { padLine, span } from '../model/text/line-layout.js';
import type { PageView } from '../model/view/view.js';
import { CompactTable } from './CompactTable.js';
import { Lines } from './Lines.js';
import type { Painter } from './paint.js';

type Props = {
  readonly page: PageView;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly painter: Painter;
  readonly unicode: boolean;
};

/** Help, a process's detail, or the results of an action: a title and the visible part of a table. */
export function Page({ page, top, width, height, painter, unicode }: Props) {
  const { content, top: first } = page;
  const rows = content.rows.slice(first, first + page.height);
  const place = content.rows.length > page.height ? ` ${first + 1}-${first + rows.length}/${content.rows.length}` : '';
  const title = painter.line([...padLine(content.title, width - place.length), span(place, 'muted')], width);
  return (
    <>
      <Lines left={0} top={top} lines={[title]} height={1} />
      <Box marginTop={top + 1} width={width} height={height - 1} overflow="hidden">
        <CompactTable
          columns={content.columns}
          rows={rows}
          painter={painter}
          width={width}
          heading={content.heading}
          unicode={unicode}
        />
      </Box>
    </>
  );
}
