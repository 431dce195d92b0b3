import { execFileSync } from 'node:child_process';
import {
  PROTOCOLS,
  type SocketColumns,
  type SocketNeeds,
  type SocketProbe,
  type SocketTable,
} from '../../../src/model/machine/socket-table.js';

export const SOCKET_NEEDS: SocketNeeds = {
  tcp: true,
  udp: true,
  raw: true,
  unix: true,
  listeningOnly: false,
  counters: true,
  owners: true,
  allOwners: false,
  allNamespaces: false,
};

/** One socket as an object, for tests only. */
export type SocketRow = { [Column in keyof SocketColumns]: number } & {
  slot: number;
  name: string;
  local: string;
  remote: string;
};

/** All rows, after checking that the table counts them right. */
export function socketRows({ slots, count, columns, texts }: SocketTable): readonly SocketRow[] {
  const rows: SocketRow[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    if (columns.serial[slot] === 0) continue;
    const numbers = Object.entries(columns).map(([column, values]) => [column, values[slot]]);
    const name = PROTOCOLS[columns.protocol[slot] ?? 0];
    const [local, remote] = [texts.localAddress[slot], texts.remoteAddress[slot]];
    rows.push({ ...Object.fromEntries(numbers), slot, name, local, remote } as SocketRow);
  }
  if (rows.length !== count) throw new Error(`${rows.length} rows where ${count} are counted`);
  return rows;
}

/** A sample, or as many as it takes until all owners are found that can be. */
export async function sampleOwners(probe: SocketProbe, needs: SocketNeeds): Promise<SocketTable> {
  for (;;) {
    const table = await probe.sample(needs);
    if (!table.searchingOwners) return table;
  }
}

/** The rows that a process owns. */
export function rowsOfOwner(table: SocketTable, pid: number): readonly SocketRow[] {
  return socketRows(table).filter(({ ownerPid }) => ownerPid === pid);
}

/** What ss says of a process's sockets, a line each, without the blanks by which it aligns them with everybody's. */
export function ssOf(pid: number, options = '-tuanpeH', prefix: readonly string[] = []): readonly string[] {
  const [command = '', ...args] = [...prefix, 'ss', options];
  return execFileSync(command, args, { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`pid=${pid},`))
    .map((line) => line.trim().replace(/ +/g, ' '));
}
