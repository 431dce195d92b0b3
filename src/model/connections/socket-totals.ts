import type { WriteTotals } from '../list/pane.js';
import { isTcp, TIME_WAIT } from '../machine/socket-kinds.js';
import { addKnown } from '../sample/known.js';
import type { Sample } from '../sample/sample.js';
import { socketsOf } from '../sample/socket-owners.js';
import { formatRate } from '../text/units.js';

/** The traffic of TCP sockets (the kernel counts no bytes of other sockets), and the number in TIME_WAIT. */
export function socketTotals(sample: Sample, slots: Int32Array): WriteTotals {
  const [received, sent] = ratesOf(sample, slots);
  const waiting = timeWaits(sample, slots);
  const rate = (bytes: number) => (Number.isNaN(bytes) ? '-' : formatRate(bytes));
  // Listening sockets and sockets in TIME_WAIT have no rates.
  const hasRates = !(Number.isNaN(received) && Number.isNaN(sent));
  return () =>
    [
      ...(hasRates ? [`TCP in ${rate(received)} out ${rate(sent)}`] : []),
      ...(waiting > 0 ? [`${waiting} TIME_WAIT`] : []),
    ].join(', ');
}

function ratesOf({ rates }: Sample, slots: Int32Array): readonly [received: number, sent: number] {
  let received = Number.NaN;
  let sent = Number.NaN;
  if (rates.sockets === undefined) return [received, sent];
  const { receiveBytesPerSecond, sendBytesPerSecond } = rates.sockets;
  for (const slot of slots) {
    received = addKnown(received, receiveBytesPerSecond[slot]);
    sent = addKnown(sent, sendBytesPerSecond[slot]);
  }
  return [received, sent];
}

function timeWaits({ snapshot }: Sample, slots: Int32Array): number {
  const columns = socketsOf(snapshot)?.columns;
  let count = 0;
  for (const slot of slots) if (columns?.state[slot] === TIME_WAIT && isTcp(columns.protocol[slot])) count += 1;
  return count;
}
