import type { Machine, Needs, Probe } from '../model/machine/machine.js';
import type { MemoryProbe } from '../model/machine/memory-detail.js';
import type { SessionProbe } from '../model/machine/session-table.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { SocketProbe } from '../model/machine/socket-table.js';
import { resolveHostName } from './host-names.js';
import { readInterfaces } from './interfaces.js';
import { createSessionWatch } from './session-watch.js';

/** Reads a machine, each part only if needed. A part that can't be read contains the reason. */
export function createMachineProbe(
  processes: Probe,
  sockets: SocketProbe,
  memory: MemoryProbe,
  sessions: SessionProbe,
): Machine {
  const procRoot = process.env.NTOP_PROCFS || '/proc';
  const logins = createSessionWatch(sessions);
  const readSockets = async (needs: Needs['sockets']): Promise<Snapshot['sockets']> => {
    if (needs === undefined) return undefined;
    try {
      return await sockets.sample(needs);
    } catch (error) {
      return { trouble: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    async sample(needs) {
      // Owners are identified by PID and start time, so processes that started while sockets were read should be known.
      const table = await readSockets(needs.sockets);
      const interfaces = needs.interfaces ? await readInterfaces(procRoot) : undefined;
      const snapshot = await processes.sample(logins.prepare(needs));
      return logins.complete({ ...snapshot, sockets: table, interfaces }, needs.sessions);
    },
    detail: (identity) => processes.detail(identity),
    socketOwners: (inode) => sockets.owners(inode),
    hostName: resolveHostName,
    memory,
  };
}
