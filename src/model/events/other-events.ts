import type { SessionTable } from '../machine/session-table.js';
import type { Snapshot } from '../machine/snapshot.js';
import type { PortEvent } from '../ports/port-events.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import { sessionChanges } from '../sessions/changes.js';
import { isLogin } from '../sessions/reduce.js';
import { type Happening, type HappeningKind, UNKNOWN_HAPPENING } from './happening.js';
import { processAt } from './seen-processes.js';

const PORT_WORDS: Readonly<Record<PortEvent['type'], HappeningKind>> = {
  opened: 'portOpened',
  closed: 'portClosed',
  ownerChanged: 'portOwnerChanged',
};

/** What happened at a port, with what the sample knows of its owner. */
export function portHappening(event: PortEvent, snapshot: Snapshot): Happening {
  const { type, wallClockMilliseconds, place, owner, previous } = event;
  const { pid = Number.NaN, startTicks, name, user } = owner;
  const slot = pidIndex(snapshot.processes).slotOfProcess(pid, startTicks);
  const known = slot === NONE ? {} : { ...processAt(snapshot.processes, slot), ...NO_FIGURES };
  return {
    ...UNKNOWN_HAPPENING,
    ...known,
    ...{ event: PORT_WORDS[type], wallClockMilliseconds, pid, startTicks, name, user },
    port: {
      protocol: place.protocol,
      localAddress: place.localAddress,
      localPort: place.localPort,
      place: place.text,
      netNamespace: place.netNamespace,
      previousPid: previous?.pid,
      previousName: previous?.name,
      previousUser: previous?.user,
    },
  };
}

/** Those of ends: a process that lives has none. */
const NO_FIGURES = {
  cpuSeconds: Number.NaN,
  peakResidentBytes: Number.NaN,
  readBytes: Number.NaN,
  writeBytes: Number.NaN,
};

/** The logins and logouts between two samples. */
export function loginHappenings(
  before: SessionTable | undefined,
  after: SessionTable,
  { system, processes }: Snapshot,
): readonly Happening[] {
  if (before === undefined) return [];
  const changes = sessionChanges(before, after).filter(({ session }) => isLogin(session));
  return changes.map(({ kind, session }): Happening => {
    const { user, pid = Number.NaN, leader, terminal, host, command } = session;
    const slot = leader === undefined ? NONE : pidIndex(processes).slotOfProcess(leader.pid, leader.startTicks);
    return {
      ...UNKNOWN_HAPPENING,
      ...leader,
      event: kind === 'login' ? 'loggedIn' : 'loggedOut',
      wallClockMilliseconds: system.wallClockMilliseconds,
      pid,
      ppid: slot === NONE ? Number.NaN : processes.columns.ppid[slot],
      user: user || undefined,
      name: slot === NONE ? undefined : processes.texts.name[slot],
      command,
      login: { terminal, remoteHost: host, sessionKind: session.kind },
    };
  });
}
