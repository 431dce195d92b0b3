import { renderToString } from 'ink';
import { expect, it } from 'vitest';
import { displayWidth } from '../../src/model/text/text.js';
import { CompactTable } from '../../src/ui/CompactTable.js';
import { Table } from '../../src/ui/ink-table.js';
import { createPainter } from '../../src/ui/paint.js';

const painter = createPainter({ theme: 'default', depth: 'none' });
const columns = [{ title: 'NR', width: 4, align: 'right' }, { title: 'NAME' }, { title: 'MEANING' }] as const;
const rows = [
  { cells: ['1', 'HUP', 'hang up'] },
  { cells: ['15', '漢字', 'a text that is longer than its room'] },
] as const;

const plain = (text: string) => text.replace(/\x1b\[[\d;]*m/g, '');
const draw = (node: React.ReactNode) => renderToString(node, { columns: 40 }).split('\n');

it("draws with ink-table's own table", () => {
  expect(draw(<Table data={[{ name: 'init', pid: 1 }]} />).map(plain)).toEqual([
    '┌──────┬─────┐',
    '│ name │ pid │',
    '├──────┼─────┤',
    '│ init │ 1   │',
    '└──────┴─────┘',
  ]);
  expect(CompactTable.prototype).toBeInstanceOf(Table);
});

it('keeps columns in line, wide characters included, and cuts the last', () => {
  expect(draw(<CompactTable columns={columns} rows={rows} painter={painter} width={30} />).map(plain)).toEqual([
    '   NR  NAME  MEANING          ',
    '    1  HUP   hang up',
    '   15  漢字  a text that is l',
  ]);
});

it('keeps the blanks before a text', () => {
  const padded = [{ cells: ['1', ' 9 KILL', ''] }, { cells: ['2', '15 TERM', ''] }];
  expect(
    draw(<CompactTable columns={columns} rows={padded} painter={painter} width={30} heading={false} />).map(plain),
  ).toEqual(['    1   9 KILL', '    2  15 TERM']);
});

it('draws a frame without lines between rows', () => {
  const lines = draw(<CompactTable columns={columns} rows={rows} painter={painter} width={34} framed />).map(plain);
  expect(lines).toEqual([
    '┌──────┬──────┬──────────────────┐',
    '│   NR │ NAME │ MEANING          │',
    '│    1 │ HUP  │ hang up          │',
    '│   15 │ 漢字 │ a text that is l │',
    '└──────┴──────┴──────────────────┘',
  ]);
  for (const line of lines) expect(displayWidth(line)).toBe(34);
});

it('draws the frame in ASCII where there is no more', () => {
  const table = (
    <CompactTable columns={columns} rows={rows.slice(0, 1)} painter={painter} width={30} framed unicode={false} />
  );
  const text = draw(table).map(plain).join('\n');
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expect(text).toContain('+------+');
});

it('marks the selected row over its whole width', () => {
  const [, line] = draw(<CompactTable columns={columns} rows={rows} painter={painter} width={30} selected={0} />);
  expect(line).toContain('\x1b[7m    1  HUP   hang up          \x1b[27m');
});

it('draws without a heading', () => {
  const lines = draw(<CompactTable columns={columns} rows={rows} painter={painter} width={30} heading={false} />);
  expect(lines.map(plain)[0]).toBe('    1  HUP   hang up');
});

it('gives way down to nothing, and takes no row at all', () => {
  for (const width of [0, 1, 5, 9, 12]) {
    for (const line of draw(<CompactTable columns={columns} rows={rows} painter={painter} width={width} />)) {
      expect(displayWidth(plain(line))).toBeLessThanOrEqual(width);
    }
  }
  expect(draw(<CompactTable columns={columns} rows={[]} painter={painter} width={30} />)).toHaveLength(1);
});
