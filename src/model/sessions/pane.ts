import { own, section } from '../list/binding.js';
import type { Column } from '../list/column-kinds.js';
import type { Narrowing, Pane, WriteTotals } from '../list/pane.js';
import type { Choices } from '../list/part.js';
import type { Needs } from '../machine/machine.js';
import type { Session } from '../machine/session-table.js';
import { writeSums } from '../processes/pane.js';
import type { Sample } from '../sample/sample.js';
import { sumOf } from '../sample/selection-sums.js';
import type { Tone } from '../text/line.js';
import { describeSession } from './changes.js';
import { withSessions } from './join.js';
import { beginSessions, reduceSessions, type SessionState } from './reduce.js';
import { DEFAULT_SESSION_COLUMN_IDS, SESSION_COLUMNS, SESSION_JSON_COLUMN_IDS } from './session-columns.js';

const hangingUp = section('list', 'Sessions');

/** The keys of the sessions pane. */
const SESSION_BINDINGS = [
  hangingUp('enter', own('sessions', 'showSession'), 'Show its processes', { first: true }),
  hangingUp('f9 k', own('sessions', 'askHangUp'), 'Hang up or end the session', {
    label: 'HangUp',
    synonyms: ['kill', 'logout'],
    vim: ['f9', 'K'],
    first: true,
  }),
];

export const SESSIONS: Pane<SessionState> = {
  id: 'sessions',
  watched: 'logins',
  begin: beginSessions,
  bindings: SESSION_BINDINGS,
  commands: { showSession: ['process'], askHangUp: ['writable', 'chosen'] },
  reduce: reduceSessions,
  needs: sessionNeeds,
  complete: ({ known }, sample) => withSessions(sample, known),
  label: 'Sessions',
  key: '4',
  shortName: 'who',
  noun: () => 'session',
  columns: SESSION_COLUMNS,
  words: ['user', 'host', 'terminal', 'command'],
  digits: ['pid'],
  synonyms: {},
  jsonColumnIds: SESSION_JSON_COLUMN_IDS,
  columnsSetting: {
    id: 'sessionColumns',
    initial: DEFAULT_SESSION_COLUMN_IDS,
    description: 'Columns of the sessions, in this order',
  },
  sortSetting: { id: 'sessionSort', initial: '+loginTime', description: 'Sort column of the sessions' },
  mainColumnId: 'command',
  narrowCells: 80,
  mainCells: 12,
  leave: ['source', 'residentBytes', 'cpuPercent', 'loginTime', 'host', 'idleSeconds', 'terminal'],
  stay: ['user', 'command'],
  rows: ({ sessions }) =>
    sessions && { slots: sessions.sessions.length, serial: sessions.serial, order: sessions.serial },
  isOfKind: () => true,
  isWanted: isSessionWanted,
  totals: sessionTotals,
  processSlot: (sample, slot) => {
    const { leader, slots = [] } = sessionIn(sample, slot) ?? {};
    const { pid } = sample.snapshot.processes.columns;
    return slots.find((process) => pid[process] === leader?.pid) ?? slots[0] ?? -1;
  },
  members: ({ sessions }, serial) => sessions?.sessions.find((session) => session.serial === serial)?.slots,
  noProcess: () => 'no process of this session is known: the record is stale, or its processes are hidden',
  describe: (sample, slot) => describe(sample, slot),
  copied: (sample, slot) => describe(sample, slot),
  identity: (sample, slot) => sessionIn(sample, slot)?.identity ?? '',
  remarks: sessionRemarks,
  tone: sessionTone,
};

/** Read in every sample while sessions, or one of them, are shown; otherwise now and then, for login notices. */
function sessionNeeds({ isOpen, alone, setting }: Choices<SessionState>): Partial<Needs> {
  if (isOpen || alone?.pane === 'sessions') return { sessions: 'now' };
  return { sessions: setting('loginNotices') === true ? 'seldom' : undefined };
}

function sessionIn({ sessions }: Sample, slot: number): Session | undefined {
  return sessions?.sessions[slot];
}

function describe(sample: Sample, slot: number): string {
  const session = sessionIn(sample, slot);
  return session === undefined ? '' : describeSession(session);
}

function isSessionWanted({ sample, users, pids }: Narrowing, slot: number): boolean {
  const session = sessionIn(sample, slot);
  if (session === undefined) return false;
  const { pid } = sample.snapshot.processes.columns;
  const has = (wanted: ReadonlySet<number>) =>
    (session.pid !== undefined && wanted.has(session.pid)) || session.slots.some((process) => wanted.has(pid[process]));
  if (pids !== undefined && !has(pids)) return false;
  return users === undefined || users.names.has(session.user) !== users.negate;
}

/** A process in two rows (two logins with the same leader) counts once. */
function sessionTotals(sample: Sample, slots: Int32Array): WriteTotals {
  const processes = new Set([...slots].flatMap((slot) => sessionIn(sample, slot)?.slots ?? []));
  const sums = sumOf(sample, [...processes]);
  return (context, of) => writeSums(sums, context, of);
}

/** Sources that can't be read. */
function sessionRemarks({ sessions }: Sample): readonly string[] {
  return Object.entries(sessions?.sources ?? {}).flatMap(([name, source]) =>
    source.state === 'failed' ? [`${name} can't be read: ${source.reason}`] : [],
  );
}

/** As in the process list. */
const BUSY_PERCENT = 50;

/** Stale records are muted. */
function sessionTone({ id }: Column, sample: Sample, slot: number): Tone {
  const session = sessionIn(sample, slot);
  if (session?.stale === true) return id === 'state' ? 'warning' : 'muted';
  if (id === 'user') return 'strong';
  return (session?.cpuPercent ?? 0) >= BUSY_PERCENT ? 'busy' : 'normal';
}
