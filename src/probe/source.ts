import type { EventProbe } from '../model/machine/events.js';
import type { Actions, Needs, Probe } from '../model/machine/machine.js';
import type { MemoryProbe } from '../model/machine/memory-detail.js';
import type { OwnLimits } from '../model/machine/own-limits.js';
import type { SessionProbe } from '../model/machine/session-table.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { SocketProbe } from '../model/machine/socket-table.js';
import type { Source, UserDirectory } from '../model/machine/source.js';
import type { UnitReading } from '../model/machine/unit-reading.js';
import type { WaitProbe } from '../model/machine/wait-facts.js';
import { createActions } from './actions.js';
import { findDeletedOpen } from './deleted-files.js';
import { createDiskProbe, type DiskProbe } from './disks.js';
import { createEventProbe } from './events.js';
import { createFiles } from './files.js';
import type { FirstSample } from './first-sample.js';
import { createGroupFinder } from './group-finder.js';
import { resolveHostName } from './host-names.js';
import { readInterfaces } from './interfaces.js';
import { createLimitReader, readOwnLimits } from './limit-reader.js';
import { createMemoryProbe } from './memory.js';
import { createProbe, type NativeProbe } from './probe.js';
import { procRoot } from './roots.js';
import { createSensorProbe, type SensorProbe } from './sensors.js';
import { createSessionReader } from './session-reader.js';
import { createSessionProbe } from './sessions.js';
import { createSocketProbe } from './sockets.js';
import { systemBusPath } from './system-bus.js';
import { createUnitReader } from './unit-reader.js';
import { readUnits } from './units.js';
import { createUserDirectory } from './users.js';
import { createWaitProbe } from './waits.js';

/** What a machine is read with and acted on. */
export type MachineParts = {
  readonly processes: Probe;
  readonly sockets: SocketProbe;
  readonly disks: DiskProbe;
  readonly memory: MemoryProbe;
  readonly waits: WaitProbe;
  readonly sensors: SensorProbe;
  readonly sessions: SessionProbe;
  readonly events: EventProbe;
  readonly units: () => Promise<UnitReading>;
  readonly limits: () => Promise<OwnLimits | undefined>;
  readonly actions: Actions;
  readonly users: UserDirectory;
  readonly interfaces: () => Promise<Snapshot['interfaces']>;
  /** Groups, also those without a process; and the next: here when left out. */
  readonly groupPaths?: () => Promise<readonly string[]>;
  readonly deletedOpen?: Source['deletedOpen'];
};

/** Reads nothing, and does not load the addon, before the first is asked for; a first sample may have been begun. */
export function createParts(first?: FirstSample): MachineParts & { readonly processes: NativeProbe } {
  const files = createFiles();
  return {
    processes: createProbe({ first }),
    sockets: createSocketProbe(),
    disks: createDiskProbe(),
    memory: createMemoryProbe(),
    waits: createWaitProbe(),
    sensors: createSensorProbe(),
    sessions: createSessionProbe({ files }),
    events: createEventProbe(),
    limits: readOwnLimits,
    units: () => readUnits(systemBusPath(), files),
    actions: createActions(),
    users: createUserDirectory(files),
    interfaces: () => readInterfaces(procRoot()),
  };
}

/** A machine, this one when left out. Each part is read only when it is needed; what can't be read says why. */
export function createSource(parts: MachineParts = createParts()): Source {
  const { processes, sockets, disks, memory, waits, sensors, sessions, events, units, limits, actions, users } = parts;
  const logins = createSessionReader(sessions);
  const unitReader = createUnitReader(units);
  const limitReader = createLimitReader(limits);
  const groupFinder = createGroupFinder(parts.groupPaths);
  const readSockets = async (needs: Needs['sockets']): Promise<Snapshot['sockets']> => {
    if (needs === undefined) return undefined;
    try {
      return await sockets.sample(needs);
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  const readSensors = async (needs: Needs) => {
    if (!needs.sensors && !needs.meterSensors) return undefined;
    // What keeps them from being read, such as no addon, is said of the processes.
    return sensors.read(needs.sensors === true).catch(() => undefined);
  };
  return {
    async sample(needs) {
      if (needs.events) events.listen();
      else events.rest();
      // Drivers may be slow, so they are asked first.
      const chips = readSensors(needs);
      // Owners are identified by PID and start time, so processes that started while sockets were read should be known.
      const table = await readSockets(needs.sockets);
      try {
        const interfaces = needs.interfaces ? await parts.interfaces() : undefined;
        const withGroups = await groupFinder.prepare(needs);
        // At the same time, because rates are by the time at which the processes were read.
        const [snapshot, ofDisks] = await Promise.all([
          processes.sample(logins.prepare(withGroups)),
          disks.read(needs),
        ]);
        const read = { ...snapshot, ...ofDisks, sockets: table, interfaces, sensors: await chips };
        const withUnits = await unitReader.complete(await logins.complete(read, needs.sessions), needs.units);
        const complete = limitReader.complete(withUnits, needs.ownLimits === true);
        return needs.events ? { ...complete, events: await events.take() } : complete;
      } catch (error) {
        if (table !== undefined && !('error' in table)) sockets.discard();
        throw error;
      }
    },
    detail: (identity) => processes.detail(identity),
    socketOwners: (inode) => sockets.owners(inode),
    hostName: resolveHostName,
    events: (options) => events.events(options),
    memory,
    waits,
    deletedOpen: parts.deletedOpen ?? findDeletedOpen,
    users,
    actions,
  };
}
