import type { Detail } from '../machine/machine.js';
import type { SocketTable } from '../machine/socket-table.js';
import type { Sample } from '../sample/sample.js';
import { socketsOf } from '../sample/socket-owners.js';
import { formatRate } from '../text/units.js';
import { describeSocket, socketState, writeState } from './socket-text.js';

const SOCKET = /^socket:\[(\d+)\]$/;

const slotsByTable = new WeakMap<SocketTable, ReadonlyMap<number, number>>();

/** The description of the socket `socket:[123]` of proc_pid_fd(5); undefined if it was not read. */
export function socketAt(sample: Sample | undefined, path: string) {
  const table = sample && socketsOf(sample.snapshot);
  const inode = Number(SOCKET.exec(path)?.[1]);
  const slot = table === undefined ? undefined : slotsOf(table).get(inode);
  if (sample === undefined || table === undefined || slot === undefined) return undefined;
  const state = writeState(socketState(table, slot) ?? '');
  return `${describeSocket(sample, slot)} ${state}${trafficText(sample, slot)}`.trimEnd();
}

/** The open sockets of a process, each once. */
export function socketsOfDetail(sample: Sample | undefined, { openFiles }: Detail) {
  if ('refused' in openFiles) return [];
  const texts = openFiles.value.flatMap(({ path }) => socketAt(sample, path) ?? []);
  return [...new Set(texts)];
}

function slotsOf(table: SocketTable): ReadonlyMap<number, number> {
  const known = slotsByTable.get(table);
  if (known !== undefined) return known;
  const slots = new Map<number, number>();
  for (let slot = 0; slot < table.slots; slot++) {
    if (table.columns.serial[slot] !== 0) slots.set(table.columns.inode[slot], slot);
  }
  slotsByTable.set(table, slots);
  return slots;
}

function trafficText({ rates }: Sample, slot: number): string {
  const received = rates.sockets?.receiveBytesPerSecond[slot] ?? Number.NaN;
  const sent = rates.sockets?.sendBytesPerSecond[slot] ?? Number.NaN;
  return Number.isNaN(received) || Number.isNaN(sent) ? '' : ` in ${formatRate(received)} out ${formatRate(sent)}`;
}
