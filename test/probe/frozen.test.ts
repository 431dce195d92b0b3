import { expect, it } from 'vitest';
import { decodeSnapshot, encodeSnapshot } from '../../src/model/codec/snapshot-codec.js';
import { freeze } from '../../src/model/machine/freeze.js';
import type { Needs } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import type { SocketNeeds } from '../../src/model/machine/socket-table.js';
import { PANES } from '../../src/model/panes.js';
import { createSource } from '../../src/probe/source.js';
import { startSleeper } from '../support/children.js';
import { openSession } from '../support/session.js';
import { NEEDS } from './readings.js';

const SOCKETS: SocketNeeds = {
  ...{ tcp: true, udp: true, raw: true, unix: true },
  ...{ listeningOnly: false, counters: true, owners: true, allOwners: true, allNamespaces: true },
};
const ALL: Needs = {
  ...NEEDS,
  ...{ io: true, cgroup: true, memory: true, memoryDetail: true, interfaces: true, sessions: 'now', sockets: SOCKETS },
};

/** What the screen shows of these readings, in each pane. */
function framesOf(snapshots: readonly Snapshot[]) {
  return PANES.map(({ id }) => {
    const session = openSession({ pane: id });
    for (const snapshot of snapshots) session.push(snapshot);
    return session.frame();
  });
}

it('a frozen reading stays as it is and draws the same frame, whatever is read and comes and goes after it', async () => {
  const probe = createSource();
  const sample = () => probe.sample(ALL);
  const shows = PANES.map(({ id }) => openSession({ pane: id }));
  const frozen: Snapshot[] = [];
  for (let count = 0; count < 2; count++) {
    const live = await sample();
    frozen.push(freeze(live));
    for (const show of shows) show.push(live);
  }
  const frames = shows.map((show) => show.frame());
  const copies = structuredClone(frozen);

  for (let count = 0; count < 5; count++) {
    const child = await startSleeper();
    await sample();
    child.signal('SIGKILL');
    await child.exit;
  }
  expect(frozen).toEqual(copies);
  expect(framesOf(frozen)).toEqual(frames);
  const again = frozen.map((snapshot) => {
    const decoded = decodeSnapshot(encodeSnapshot(snapshot));
    if (!decoded.ok) throw new Error(decoded.damage);
    return decoded.snapshot;
  });
  expect(again).toStrictEqual(frozen);
  expect(framesOf(again)).toEqual(frames);
});
