import { createRequire } from 'node:module';
import * as ink from 'ink';
import type { Component, ComponentType, PropsWithChildren, ReactNode } from 'react';

export type TableRow = Readonly<Record<string, string | number | undefined>>;

export type TableColumn = { readonly key: string; readonly column: string; readonly width: number };

/** A piece of a line. The bars between columns have no `column`. */
export type CellProps = PropsWithChildren<{ readonly column?: number }>;

export type TableConfig = {
  readonly data: readonly TableRow[];
  readonly columns: readonly string[];
  readonly padding: number;
  readonly header: ComponentType<CellProps>;
  readonly cell: ComponentType<CellProps>;
  readonly skeleton: ComponentType<CellProps>;
};

type DrawRow = (row: {
  readonly key: string;
  readonly columns: readonly TableColumn[];
  readonly data: TableRow;
}) => ReactNode;

/** The interface of ink-table's class for subclasses. */
export interface TableInstance<Props> extends Component<Props> {
  readonly header: DrawRow;
  readonly heading: DrawRow;
  readonly separator: DrawRow;
  readonly data: DrawRow;
  readonly footer: DrawRow;
  getConfig(): TableConfig;
  getColumns(): readonly TableColumn[];
  getHeadings(): TableRow;
  render(): ReactNode;
}

type TableClass = new <Props>(props: Props) => TableInstance<Props>;

/** ink-table's own table. Its types need a JSX namespace that React no longer has. */
export const Table: TableClass = await loadTable();

/**
 * ink-table is CommonJS and requires ink, an ES module with a top-level await, which Node refuses. So the module is put
 * into the cache first. The bundle does not need this: a build plugin has joined them.
 */
async function loadTable(): Promise<TableClass> {
  const require = createRequire(import.meta.url);
  try {
    const path = require.resolve('ink');
    require.cache[path] ??= Object.assign(Object.create(null), { id: path, loaded: true, exports: ink });
  } catch {}
  const loaded: unknown = await import('ink-table');
  return tableOf(loaded);
}

function tableOf(loaded: unknown): TableClass {
  const inner = (loaded as { readonly default: TableClass | { readonly default: TableClass } }).default;
  return typeof inner === 'function' ? inner : inner.default;
}
