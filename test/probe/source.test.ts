import { expect, it } from 'vitest';
import type { Needs, Probe } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { createParts, createSource } from '../../src/probe/source.js';

const NEEDS: Needs = {
  ...{ io: false, cgroup: false, threads: false, visibleSlots: [] },
  sockets: {
    ...{ tcp: true, udp: true, raw: false, unix: true, listeningOnly: false },
    ...{ counters: true, owners: false, allOwners: false, allNamespaces: false },
  },
};

it('compares two readings of sockets even when processes could not be read between them', async () => {
  const parts = createParts();
  const real = parts.processes;
  let fails = false;
  const processes: Probe = {
    ...real,
    sample: (needs) => (fails ? Promise.reject(new Error('There is no /proc.')) : real.sample(needs)),
  };
  const probe = createSource({ ...parts, processes });
  for (let round = 0; round < 3; round += 1) {
    const before = columnsOf(await probe.sample(NEEDS));
    const serials = Float64Array.from(before.serial);
    for (fails = true; fails; fails = false) await expect(probe.sample(NEEDS)).rejects.toThrow('There is no /proc.');
    const after = columnsOf(await probe.sample(NEEDS));
    expect(after.serial.buffer).not.toBe(before.serial.buffer);
    expect(before.serial).toEqual(serials);
  }
});

function columnsOf({ sockets }: Snapshot) {
  if (sockets === undefined || 'error' in sockets) throw new Error('no sockets could be read');
  return sockets.columns;
}
