import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Identity } from '../../src/model/machine/identity.js';
import { type Needs, NO_NEEDS, type Probe } from '../../src/model/machine/machine.js';
import type { ProcessColumns, Snapshot } from '../../src/model/machine/snapshot.js';
import { createProbe } from '../../src/probe/probe.js';
import { atEnd } from '../support/endings.js';

export const NEEDS = NO_NEEDS;

/** One process as an object, for tests only. */
export type Row = { [Column in keyof ProcessColumns]: number } & {
  slot: number;
  name: string;
  commandLine: string;
  cgroup: string;
  user: string | undefined;
};

/** The row of a PID; undefined when it has none. */
export function rowOf({ processes }: Snapshot, pid: number): Row | undefined {
  return rowsOf({ processes }).find((row) => row.pid === pid);
}

/** The rows of all processes, after checking that the table counts them right. */
export function rowsOf({ processes }: Pick<Snapshot, 'processes'>): readonly Row[] {
  const { columns, texts, slots, count, userNames } = processes;
  const rows: Row[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    if (columns.serial[slot] === 0) continue;
    const numbers = Object.entries(columns).map(([column, values]) => [column, values[slot]]);
    const [name, commandLine, cgroup] = [texts.name[slot], texts.commandLine[slot], texts.cgroup[slot]];
    const user = userNames.get(columns.uid[slot] ?? -1);
    rows.push({ ...Object.fromEntries(numbers), slot, name, commandLine, cgroup, user } as Row);
  }
  if (rows.length !== count) throw new Error(`${rows.length} rows where ${count} are counted`);
  return rows;
}

/** Reads the machine once, for one process. */
export async function readRow(pid: number, needs: Partial<Needs> = {}, probe: Probe = createProbe()): Promise<Row> {
  const row = rowOf(await probe.sample({ ...NEEDS, ...needs }), pid);
  if (row === undefined) throw new Error(`no row for ${pid}`);
  return row;
}

export async function identify(pid: number): Promise<Identity> {
  const { startTicks, pidfdInode } = await readRow(pid);
  return { pid, startTicks, pidfdInode };
}

/** A directory with these files, which stands for /proc or /sys until the test ends. */
export function makeTree(files: Readonly<Record<string, string | Buffer>>): string {
  const root = mkdtempSync(join(tmpdir(), 'ntop-tree-'));
  atEnd(() => rmSync(root, { recursive: true, force: true }));
  writeTree(root, files);
  return root;
}

export function writeTree(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The line of /proc/PID/stat of a process with nothing remarkable about it. */
export function statLine(
  pid: number,
  { name = 'x', state = 'S', ppid = 1, flags = 0, threads = 1, startTicks = 100 } = {},
): string {
  return `${pid} (${name}) ${state} ${ppid} 5 6 0 -1 ${flags} 11 0 12 0 200 100 0 0 20 0 ${threads} 0 ${startTicks} 8192 3 0${' 0'.repeat(13)} 1 0 0\n`;
}
