import { Box, Text } from 'ink';
import { createContext, type ReactNode, useContext } from 'react';
import type { Line, Tone } from '../model/text/line.js';
import { displayWidth, fit } from '../model/text/text.js';
import { type CellProps, Table, type TableColumn, type TableConfig, type TableRow } from './ink-table.js';
import type { Painter } from './paint.js';

export type CompactColumn = {
  readonly title: string;
  /** Cells; by default as wide as the contents. */
  readonly width?: number;
  readonly maximumWidth?: number;
  readonly align?: 'left' | 'right';
};

/** A row with a line of its own is drawn as that line. */
export type CompactRow = { readonly cells: readonly string[]; readonly tone?: Tone; readonly line?: Line };

type Props = {
  readonly columns: readonly CompactColumn[];
  /** Clean text, one per column. */
  readonly rows: readonly CompactRow[];
  readonly painter: Painter;
  /** Width of the whole table; the last column gets the rest. */
  readonly width: number;
  readonly selected?: number;
  readonly heading?: boolean;
  readonly framed?: boolean;
  /** False draws the frame in ASCII. */
  readonly unicode?: boolean;
};

const PADDING = 1;

type Kind = 'row' | 'heading' | 'rule';
type LineLook = { readonly kind: Kind; readonly tone: Tone; readonly over?: Tone };

const LineContext = createContext<LineLook>({ kind: 'row', tone: 'normal' });

/**
 * ink-table for dialogs and details: columns of a fixed width in cells, no rules between rows, a selected row, and
 * lines with stable keys, so that a new value does not rebuild the row.
 */
export class CompactTable extends Table<Props> {
  override getConfig(): TableConfig {
    const cell = ({ column, children }: CellProps) => this.drawPiece(column, String(children ?? ''));
    const columns = this.props.columns.map((_, index) => String(index));
    return { data: [], columns, padding: PADDING, header: cell, cell, skeleton: cell };
  }

  /** In UTF-16 code units, as ink-table counts, and never too few; the cells themselves are measured in cells. */
  override getColumns(): readonly TableColumn[] {
    return this.props.columns.map(({ title }, index) => {
      const texts = [title, ...this.props.rows.map((row) => row.cells[index] ?? '')];
      return { key: String(index), column: String(index), width: Math.max(...texts.map((text) => text.length)) + 2 };
    });
  }

  override getHeadings(): TableRow {
    return toData(this.props.columns.map((column) => column.title));
  }

  override render(): ReactNode {
    const { rows, selected, heading = true, framed = false } = this.props;
    const columns = this.getColumns();
    const rule: LineLook = { kind: 'rule', tone: 'muted' };
    return (
      <Box flexDirection="column">
        {framed && this.drawLine('top', rule, this.header({ key: 'top', columns, data: {} }))}
        {heading &&
          this.drawLine(
            'heading',
            { kind: 'heading', tone: 'header' },
            this.heading({ key: 'heading', columns, data: this.getHeadings() }),
          )}
        {rows.map(({ cells, tone = 'normal', line }, index) =>
          line === undefined
            ? this.drawLine(
                `row-${index}`,
                { kind: 'row', tone, ...(index === selected && { over: 'selected' }) },
                this.data({ key: String(index), columns, data: toData(cells) }),
              )
            : this.drawWhole(`row-${index}`, line),
        )}
        {framed && this.drawLine('bottom', rule, this.footer({ key: 'bottom', columns, data: {} }))}
      </Box>
    );
  }

  private drawLine(key: string, look: LineLook, line: ReactNode): ReactNode {
    return (
      <LineContext.Provider key={key} value={look}>
        {line}
      </LineContext.Provider>
    );
  }

  private drawWhole(key: string, line: Line): ReactNode {
    const { painter, width } = this.props;
    return (
      <Box key={key} width={width} flexShrink={0}>
        <Text wrap="truncate">{painter.text(line, width)}</Text>
      </Box>
    );
  }

  private drawPiece(column: number | undefined, text: string): ReactNode {
    const { painter, framed = false, unicode = true } = this.props;
    if (column === undefined && !framed) return null;
    const shown = unicode ? text : asciiFrame(text);
    if (column === undefined) return <Piece text={shown} width={1} painter={painter} bar />;
    const width = this.cellWidths()[column] ?? 0;
    return <Piece text={shown} width={width} painter={painter} align={this.props.columns[column]?.align ?? 'left'} />;
  }

  /** Cells of every column, including its two blanks. */
  private cellWidths(): readonly number[] {
    const { columns, rows, width, framed = false, heading = true } = this.props;
    let room = width - (framed ? columns.length + 1 : 0);
    return columns.map((column, index) => {
      const texts = [heading ? column.title : '', ...rows.map((row) => row.cells[index] ?? '')];
      const natural = column.width ?? Math.min(Math.max(...texts.map(displayWidth)), column.maximumWidth ?? width);
      const cells = index === columns.length - 1 ? room : Math.min(natural + 2, room);
      room -= cells;
      return Math.max(0, cells);
    });
  }
}

type PieceProps = {
  readonly text: string;
  readonly width: number;
  readonly painter: Painter;
  readonly align?: 'left' | 'right';
  readonly bar?: boolean;
};

/** A cell or a bar of the frame, in the look of its line. */
function Piece({ text, width, painter, align = 'left', bar = false }: PieceProps) {
  const { kind, tone, over } = useContext(LineContext);
  const shown = bar ? text : kind === 'rule' ? text.charAt(0).repeat(width) : inCell(unpadded(text), width, align);
  const painted = painter.text([{ text: shown, tone: bar ? 'muted' : tone }], width, bar ? undefined : over);
  return (
    <Box width={width} flexShrink={0}>
      <Text wrap="truncate">{painted}</Text>
    </Box>
  );
}

/** Without the blanks that ink-table puts around a text; those at its beginning are its own. */
function unpadded(text: string): string {
  return text.slice(PADDING).trimEnd();
}

function inCell(text: string, width: number, align: 'left' | 'right'): string {
  return width <= 2 ? ' '.repeat(width) : ` ${fit(text, width - 2, align)} `;
}

/** ┌ ┐ └ ┘ ┬ ┴ as numbers, so that the bundle stays ASCII. */
const CORNERS = /[\u250c\u2510\u2514\u2518\u252c\u2534]/g;

function asciiFrame(text: string): string {
  return text.replaceAll('─', '-').replaceAll('│', '|').replace(CORNERS, '+');
}

function toData(cells: readonly string[]): TableRow {
  return Object.fromEntries(cells.map((text, index) => [String(index), text === '' ? ' ' : text]));
}
