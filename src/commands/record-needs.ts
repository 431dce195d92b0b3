import type { Section } from '../cli/flags.js';
import { GROUP_KINDS } from '../model/machine/group-table.js';
import { type Needs, NO_NEEDS } from '../model/machine/machine.js';

/** What is read for each section besides the machine: what costs little, even for all processes and all the time. */
const OF_SECTION: Readonly<Record<Section, Partial<Needs>>> = {
  processes: { io: true, cgroup: true, memory: true, delays: true, fds: true },
  sockets: {
    sockets: {
      ...{ tcp: true, udp: true, raw: true, unix: false },
      ...{ listeningOnly: false, counters: true, owners: true, allOwners: false, allNamespaces: true },
    },
  },
  sessions: { sessions: 'seldom' },
  events: { events: true },
  disks: { devices: true, fileSystems: true },
  groups: { cgroup: true, groups: GROUP_KINDS },
  sensors: { sensors: true, meterSensors: true },
};

/** What a recording of these sections reads in each sample. */
export function recordNeeds(sections: ReadonlySet<Section>): Needs {
  const parts = [...sections].map((section) => OF_SECTION[section]);
  return Object.assign({ ...NO_NEEDS, memoryDetail: true, interfaces: true }, ...parts);
}
