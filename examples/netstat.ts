// What `netstat -antp` prints, UDP included: npm run example -- netstat
import { readFile } from 'node:fs/promises';
import { type Address, AF_INET6, type Connection, netConnections } from '../src/library/index.js';
import { clean, fit } from '../src/model/text/text.js';

const WIDTHS = [5, 30, 30, 13, 6, 15];
const HEADER = ['Proto', 'Local address', 'Remote address', 'Status', 'PID', 'Program name'];

const connections = await netConnections('inet');
const rows = await Promise.all(connections.map(toRow));
for (const row of [HEADER, ...rows]) console.log(toLine(row));

async function toRow(connection: Connection): Promise<string[]> {
  const { family, type, laddr, raddr, status, pid } = connection;
  const protocol = `${type === 1 ? 'tcp' : 'udp'}${family === AF_INET6 ? '6' : ''}`;
  const name = pid === null ? '-' : await programName(pid);
  return [protocol, toText(laddr), toText(raddr), status === 'NONE' ? '-' : status, pid?.toString() ?? '-', name];
}

function toText(address: Address | string | null): string {
  return address === null || typeof address === 'string' ? '-' : `${address.ip}:${address.port}`;
}

/** `?` when the process has ended since. */
async function programName(pid: number): Promise<string> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '?');
  return fit(clean(name.replace(/\n$/, '')), 15, 'left').trimEnd();
}

function toLine(cells: readonly string[]): string {
  return cells
    .map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0))
    .join(' ')
    .trimEnd();
}
