import { type Needs, NO_NEEDS } from '../model/machine/machine.js';
import type { SystemCounters } from '../model/machine/snapshot.js';
import { nothingIsSwapped } from '../model/metrics/reading.js';

/** A limit of descriptors is read once of each process, then in turns. */
const NEEDS: Needs = {
  ...NO_NEEDS,
  ...{ io: true, cgroup: true, fds: true, fdLimits: true, freshFdLimits: true },
  memoryDetail: true,
  groups: ['throttling', 'cpu', 'memory', 'oom', 'tasks'],
  sockets: {
    ...{ tcp: true, udp: true, raw: false, unix: false },
    ...{ listeningOnly: false, counters: true, owners: true, allOwners: false, allNamespaces: true },
  },
  ...{ sessions: 'seldom', devices: true, fileSystems: true },
};
const NEEDS_WITH_SWAP: Needs = { ...NEEDS, memory: true };

/** What the exported metrics are read from, after a machine was like this. */
export function serveNeeds(before: SystemCounters | undefined): Needs {
  return before === undefined || nothingIsSwapped(before) ? NEEDS : NEEDS_WITH_SWAP;
}
