import { DEVICE_KINDS, SWAP_KINDS } from '../../src/model/machine/disk-table.js';
import { EVENT_KINDS, EVENT_SOURCES } from '../../src/model/machine/events.js';
import { SENSOR_KINDS, SENSOR_SOURCES } from '../../src/model/machine/sensors.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { fakeDevice, fakeFileSystem } from './disks.js';
import { fakeGroups } from './groups.js';
import { fakeBattery, fakePlace, fakeSensors } from './sensors.js';
import { fakeLogins, fakeRecord } from './sessions.js';
import { type FakeProcess, fakeSnapshot } from './snapshots.js';
import { fakeSockets } from './sockets.js';

/** Texts that break what is careless: lone surrogates, NUL, escapes, a newline, names that objects have, a long one. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  '\0',
  'a\0b\0',
  '\ud800',
  '\udc80\udcff',
  'x\udfffy\ud800',
  '😀',
  '\ufeffmark',
  '\x1b]0;title\x07',
  'one\ntwo',
  '__proto__',
  'constructor',
  `ÄÖ${'é'.repeat(500)}`,
  '\u0000\u007f\u0080\u07ff\u0800\uffff',
];

/** Numbers at the ends of what there is. */
export const EXTREMES: readonly number[] = [
  0,
  -0,
  1,
  -1,
  127,
  128,
  0.1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  2 ** 53,
  2 ** 64,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
];

const PROCESSES: readonly FakeProcess[] = HOSTILE_TEXTS.map((name, index) => ({
  pid: index + 1,
  name,
  commandLine: name,
  cgroup: name,
  cpuSeconds: EXTREMES[index],
  residentBytes: EXTREMES[EXTREMES.length - 1 - index],
  uid: 4_294_967_295 - index,
  flags: 0xffff_ffff,
  slot: 2 * index,
}));

/** A snapshot that has all that one can have, every text hostile and every number at an end. */
export function fullSnapshot(): Snapshot {
  const plain = fakeSnapshot({
    processes: PROCESSES,
    userNames: Object.fromEntries(HOSTILE_TEXTS.map((name, uid) => [uid, name])),
    sockets: fakeSockets(
      HOSTILE_TEXTS.map((local, index) => ({
        serial: index + 1,
        protocol: 'unix',
        local,
        rttMicroseconds: EXTREMES[index],
        sharers: [1, index],
        slot: 3 * index,
      })),
      { readings: { tcp: { source: 'none', complete: false, refused: 'EACCES' } }, netNamespace: Number.NaN },
    ),
    interfaces: HOSTILE_TEXTS.map((name, index) => ({
      name,
      isUp: index % 2 === 0,
      speedMegabits: EXTREMES[index],
      duplex: ([undefined, 'half', 'full'] as const)[index % 3],
      mtuBytes: index,
      addresses: HOSTILE_TEXTS,
      errors: undefined,
      drops: EXTREMES[index],
    })),
    sessions: fakeLogins({
      sources: { logind: { state: 'failed', reason: '\x1b' }, utmp: { state: 'read' } },
      records: HOSTILE_TEXTS.map((user, index) =>
        fakeRecord({ user, id: user, host: user, loginTimeSeconds: EXTREMES[index], leaderSeen: 'hidden' }),
      ),
      terminals: new Map(
        HOSTILE_TEXTS.map((key, index) => [key, { idleSeconds: EXTREMES[index], foregroundGroupId: 1 }]),
      ),
      idleSeconds: new Map(HOSTILE_TEXTS.map((key, index) => [key, EXTREMES[index] ?? 0])),
    }),
    events: {
      events: HOSTILE_TEXTS.map((name, index) => ({
        event: EVENT_KINDS[index % EVENT_KINDS.length],
        wallClockMilliseconds: index,
        ...{ pid: index, startTicks: EXTREMES[index], pidfdInode: 0, parentPid: Number.NaN, uid: 4_294_967_295 },
        ...{ name, command: index % 2 === 0 ? undefined : HOSTILE_TEXTS, cgroup: index % 3 === 0 ? undefined : name },
        ...{ exitStatus: index % 2 === 0 ? undefined : 255, signal: index % 2 === 0 ? 11 : undefined },
        ...{ lifetimeSeconds: EXTREMES[index], cpuSeconds: EXTREMES[index], peakResidentBytes: 2 ** 63 },
        ...{ readBytes: Number.NaN, writeBytes: -0 },
        source: EVENT_SOURCES[index % EVENT_SOURCES.length],
        oom:
          index % 2 === 0
            ? undefined
            : {
                heldBytes: 2 ** 63,
                group: name,
                limitGroup: undefined,
                limitBytes: Number.NaN,
                isOfMachine: index > 5,
              },
      })),
      lost: Number.MAX_SAFE_INTEGER,
      unread: 2 ** 32,
      sources: { connector: undefined, taskstats: '\x1b', kmsg: '' },
    },
    groups: fakeGroups(
      HOSTILE_TEXTS.map((path, index) => ({
        path,
        memoryLimitBytes: Number.POSITIVE_INFINITY,
        oomKills: EXTREMES[index],
      })),
      { versions: 3, leftOut: 1, monotonicSeconds: Number.MAX_VALUE },
    ),
    devices: HOSTILE_TEXTS.map((name, index) =>
      fakeDevice({
        ...{ name, serial: index, kind: DEVICE_KINDS[index % DEVICE_KINDS.length], parents: HOSTILE_TEXTS },
        ...{ label: name, backingFile: name, model: index % 2 === 0 ? undefined : name, reads: EXTREMES[index] },
        raid:
          index % 2 === 0
            ? undefined
            : { level: name, state: name, members: 2, missing: Number.NaN, action: name, progress: 0.5 },
      }),
    ),
    fileSystems: HOSTILE_TEXTS.map((mountPoint, index) =>
      fakeFileSystem({
        ...{ mountPoint, serial: index, source: mountPoint, otherMounts: HOSTILE_TEXTS, refused: mountPoint },
        ...{ totalBytes: EXTREMES[index], unansweredSeconds: EXTREMES[index], pseudo: undefined },
      }),
    ),
    swaps: HOSTILE_TEXTS.map((name, index) => ({
      ...{ name, kind: SWAP_KINDS[index % SWAP_KINDS.length], sizeBytes: EXTREMES[index], usedBytes: 0, priority: -2 },
    })),
    limits: {
      cpus: EXTREMES[6],
      cpuSeconds: EXTREMES[7],
      memoryBytes: undefined,
      memoryUsedBytes: EXTREMES[8],
      monotonicSeconds: Number.NaN,
    },
    units: {
      source: { state: 'failed', reason: HOSTILE_TEXTS[7] ?? '' },
      units: HOSTILE_TEXTS.map((name) => ({ name, active: name, sub: name })),
    },
    sensors: fakeSensors(
      HOSTILE_TEXTS.map((name, index) => ({
        ...{ name, device: name, readSeconds: EXTREMES[index], silentSeconds: EXTREMES[index] },
        source: SENSOR_SOURCES[index % SENSOR_SOURCES.length],
        ...(index % 2 === 0 &&
          fakeBattery({ status: name, isOnline: index % 4 === 0, watts: EXTREMES[index] }, 0, name)),
        sensors: SENSOR_KINDS.map((kind) => ({ kind, label: name, value: EXTREMES[index], refused: name })),
      })),
      {
        cpus: [fakePlace(0, { kind: 'P', siblings: [0, -1] }), fakePlace(-1, { kind: 'E' })],
        boost: false,
        isPartial: true,
      },
    ),
    delaysUnknown: HOSTILE_TEXTS[5],
    system: {
      hostname: HOSTILE_TEXTS[5],
      zram: { usedBytes: 1, storedBytes: Number.NaN },
      load: [Number.NaN, -0, Number.MAX_VALUE],
      pressure: { cpu: { someMicroseconds: 1, fullMicroseconds: undefined }, memory: undefined, io: undefined },
      disks: HOSTILE_TEXTS.map((name) => ({ name, readBytes: 2 ** 63, writeBytes: -0, busyMilliseconds: Number.NaN })),
      interfaces: HOSTILE_TEXTS.map((name) => ({
        name,
        receivedBytes: 2 ** 64,
        sentBytes: Number.NaN,
        counted: name === '',
      })),
      forks: undefined,
      oomKills: Number.MAX_SAFE_INTEGER,
      uptimeSeconds: undefined,
      memoryDetail: {
        monotonicSeconds: 0.5,
        swappedInBytes: undefined,
        swappedOutBytes: 0,
        oomKills: 3,
        hugePages: [{ pageBytes: 2 ** 21, total: 1, free: undefined, reserved: 0 }],
        limit: {
          version: 2,
          path: '/\udc80',
          memory: { bytes: 1, usedBytes: undefined, path: '\0' },
          high: undefined,
          swap: { bytes: Number.POSITIVE_INFINITY, usedBytes: 0, path: '' },
        },
      },
    },
  });
  return plain;
}
