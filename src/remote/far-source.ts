import { Damage } from '../model/codec/plain-reader.js';
import { snapshotShape } from '../model/codec/snapshot-shape.js';
import type { Refusal } from '../model/machine/identity.js';
import type { Actions, Outcome } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Source } from '../model/machine/source.js';
import { createActions } from '../probe/actions.js';
import { findDeletedOpen } from '../probe/deleted-files.js';
import { createDiskProbe } from '../probe/disks.js';
import { createEventProbe } from '../probe/events.js';
import { createFiles } from '../probe/files.js';
import { listGroupsOf } from '../probe/group-finder.js';
import { readInterfaces } from '../probe/interfaces.js';
import { createMemoryProbe } from '../probe/memory.js';
import { createProbe } from '../probe/probe.js';
import { createSensorProbe } from '../probe/sensors.js';
import { createSessionProbe } from '../probe/sessions.js';
import { createSocketProbe } from '../probe/sockets.js';
import { createSource } from '../probe/source.js';
import { readUnits } from '../probe/units.js';
import { createUserDirectory } from '../probe/users.js';
import { createWaitProbe } from '../probe/waits.js';
import { createFarNative, type FarNative } from './far-native.js';
import type { Far } from './login.js';
import { Serials } from './serials.js';

const PROC = '/proc';
const SYS = '/sys';
/** Between two attempts to connect again. */
const PATIENCE_MILLISECONDS = 5000;
/** There is no bus at the other end. */
const NO_STREAM = async () => ({ ok: false, code: 'ENOENT' }) as const;
/** What a lost connection leaves open: it may have been done. */
const LOST: Refusal = { ok: false, code: 'ENOTCONN', gone: false };

/**
 * Another machine, through the helper that `far` reached. When the connection is lost, samples fail with the reason, and
 * every now and then the machine is reached again; what was asked and not answered is never asked again by itself.
 */
export function createFarSource(far: Far, again: () => Promise<Far>, now = () => performance.now()): Source {
  const serials = new Serials();
  let { connection } = far;
  let source = sourceOf(far);
  let lost: string | undefined;
  let attempt: Promise<void> | undefined;
  let due = Number.NEGATIVE_INFINITY;
  const watch = ({ connection }: Far) => void connection.over.then((reason) => (lost = reason));
  watch(far);
  const reconnect = async () => {
    try {
      const next = await again();
      connection = next.connection;
      source = sourceOf(next);
      serials.begin();
      lost = undefined;
      watch(next);
    } catch (error) {
      lost = error instanceof Error ? error.message : String(error);
    }
    due = now() + PATIENCE_MILLISECONDS;
  };
  const reach = async () => {
    if (lost === undefined) return;
    if (attempt === undefined && now() >= due) {
      attempt = reconnect().finally(() => {
        attempt = undefined;
      });
    }
    await attempt;
    if (lost !== undefined) throw new Error(lost);
  };
  return {
    async sample(needs) {
      await reach();
      try {
        return serials.renumber(snapshotOf(await source.sample(needs)));
      } catch (error) {
        // What can't be used is as good as nothing, and a machine that sends it may send anything.
        if (!(error instanceof Damage || error instanceof TypeError || error instanceof RangeError)) throw error;
        connection.close(`What the other machine sent is no reading of a machine: ${error.message}.`);
        throw new Error(await connection.over);
      }
    },
    detail: (identity) => source.detail(identity).catch(() => LOST),
    socketOwners: (inode) => source.socketOwners(inode),
    hostName: (address) => source.hostName(address),
    events: (options) => source.events(options),
    memory: {
      footprints: (identities) => source.memory.footprints(identities).catch(() => []),
      mappings: (identity) => source.memory.mappings(identity).catch(() => LOST),
      limit: (identity) => source.memory.limit(identity).catch(() => LOST),
    },
    deletedOpen: (options) => source.deletedOpen?.(options) ?? Promise.reject(new Error('It can not be read there.')),
    waits: { facts: (tasks) => source.waits.facts(tasks).catch(() => []) },
    users: {
      ownUid: source.users.ownUid,
      listed: () => source.users.listed().catch(() => new Map()),
      elsewhere: (name) => source.users.elsewhere(name),
    },
    actions: createCarefulActions(() => source.actions),
  };
}

/**
 * Whatever it is, as plain data of a snapshot's shape; throws Damage where it is none. Which rows have changed is not taken
 * from there: a wrong word would keep a figure on the screen that is long another one.
 */
function snapshotOf(answer: Snapshot): Snapshot {
  return snapshotShape(answer);
}

function sourceOf({ connection, hello, architecture }: Far): Source {
  const native = createFarNative(connection);
  const files = createFiles(() => ({ askFiles: (questions) => askFiles(native, questions) }), NO_STREAM);
  const there = () => native;
  return createSource({
    processes: createProbe({ procRoot: PROC, sysRoot: SYS, native }),
    sockets: createSocketProbe({ procRoot: PROC, open: native.openSockets }),
    disks: createDiskProbe({ procRoot: PROC, sysRoot: SYS, open: native.openDisks }),
    sensors: createSensorProbe({ procRoot: PROC, sysRoot: SYS, open: native.openSensors }),
    units: () => readUnits('', files),
    // Those of the helper are those of the login, which bind nothing else there.
    limits: async () => undefined,
    groupPaths: () => listGroupsOf(native, PROC, SYS).catch(() => []),
    deletedOpen: (options) => findDeletedOpen(options, { procRoot: PROC, open: native.openWalk }),
    memory: createMemoryProbe({ procRoot: PROC, sysRoot: SYS, native: there }),
    waits: createWaitProbe({ procRoot: PROC, native: there }),
    sessions: createSessionProbe({
      utmpPath: '/run/utmp',
      busPath: '',
      procRoot: PROC,
      files,
      architecture,
      seePid: async (pid) => Promise.resolve(native.seePid(pid)).catch(() => undefined),
    }),
    events: createEventProbe(PROC, native.openEvents),
    actions: createActions(there),
    users: createUserDirectory(files, { ownUid: hello.effectiveUser }),
    interfaces: () => readInterfaces(PROC, native),
  });
}

/** What is read in the background must not fail when the connection is lost: nothing waits for it then. */
async function askFiles(native: FarNative, questions: Parameters<FarNative['askFiles']>[0]) {
  try {
    return await native.askFiles(questions);
  } catch {
    return questions.map(() => ({ ok: false, code: LOST.code }) as const);
  }
}

/** An action that was not answered may have been carried out: its outcome says so. A hold of an earlier login is none. */
function createCarefulActions(actions: () => Actions): Actions {
  const orLost = <Result>(outcome: Promise<Result>): Promise<Result | Refusal> => outcome.catch(() => LOST);
  return {
    hold: (identity) => orLost(actions().hold(identity)),
    release: (hold) => actions().release(hold),
    signal: (hold, signal) => orLost<Outcome>(actions().signal(hold, signal)),
    nice: (identity) => orLost(actions().nice(identity)),
    setNice: (identity, nice) => orLost<Outcome>(actions().setNice(identity, nice)),
    setIoPriority: (identity, ioClass, level) => orLost<Outcome>(actions().setIoPriority(identity, ioClass, level)),
    setAffinity: (identity, cpus) => orLost<Outcome>(actions().setAffinity(identity, cpus)),
  };
}
