import type { ProcessColumns, ProcessTable, ProcessTexts, Snapshot } from '../../src/model/machine/snapshot.js';
import { EXTREMES, fullSnapshot, HOSTILE_TEXTS } from './full-snapshot.js';
import { fakeGroups } from './groups.js';
import type { Random } from './random.js';
import { type FakeProcess, fakeCpu, fakeSnapshot } from './snapshots.js';
import { fakeSockets } from './sockets.js';

type Row = FakeProcess & { readonly slot: number; readonly serial: number };

/** Sections that come and go. */
const FULL = fullSnapshot();
const OPTIONAL = ['interfaces', 'sessions', 'events', 'delaysUnknown'] as const;

/** A machine on which anything happens from one sample to the next: numbers at their ends, reused slots, sections that come and go. */
export function wildHistory(random: Random, samples: number): readonly Snapshot[] {
  let rows: readonly Row[] = [];
  let serial = 0;
  return Array.from({ length: samples }, (_, at) => {
    const room = random.pick([0, 5, 20, 20, 40]);
    rows = rows.filter(({ slot }) => slot < room && random.number(8) > 0).map((row) => changed(row, random));
    for (let births = random.number(6); births > 0; births--) {
      const slot = random.number(30);
      if (rows.some((row) => row.slot === slot)) continue;
      serial += 1;
      rows = [...rows, changed({ slot, serial, pid: 1 + random.number(1e6) }, random)];
    }
    return wildSnapshot(random, rows, at);
  });
}

function changed(row: Row, random: Random): Row {
  if (random.number(3) > 0) return row;
  const number = () =>
    random.pick([...EXTREMES, random.number(1e6), random.number(1e9) / 1e9, random.number(1e6) / 100]);
  return {
    ...row,
    cpuSeconds: random.pick([(row.cpuSeconds ?? 0) + random.number(1e9) / 1e9, number()]),
    residentBytes: number(),
    [random.pick(['readBytes', 'swapBytes', 'minorFaults', 'ranSeconds', 'startTicks'] as const)]: number(),
    nice: random.number(40) - 20,
    uid: random.pick([0, 4_294_967_295]),
    state: random.pick(['R', 'S', 'D', 'Z']),
    name: random.pick(HOSTILE_TEXTS),
    commandLine: random.pick(HOSTILE_TEXTS),
  };
}

function wildSnapshot(random: Random, rows: readonly Row[], at: number): Snapshot {
  const snapshot = fakeSnapshot({
    seconds: at + random.pick([0, 0.25]),
    processes: rows,
    userNames: random.pick([{}, { 0: 'root' }, { 0: 'root', 1000: '\udc80' }]),
    system: random.pick([{}, FULL.system, { cpus: [], disks: FULL.system.disks.slice(random.number(9)) }]),
    sockets: random.pick([
      undefined,
      { error: 'no' },
      fakeSockets(rows.map(({ serial, slot }) => ({ serial, slot, local: random.pick(HOSTILE_TEXTS) }))),
    ]),
    groups: random.pick([undefined, FULL.groups, fakeGroups([])]),
  });
  const wild: Record<string, unknown> = { ...snapshot };
  for (const name of OPTIONAL) {
    const fate = random.number(4);
    if (fate === 0) wild[name] = FULL[name];
    if (fate === 1) delete wild[name];
  }
  return wild as Snapshot;
}

/** The same snapshots, each with the rows that changed, as a probe names them; now and then a reading is left out. */
export function namingRows(random: Random, history: readonly Snapshot[]): readonly Snapshot[] {
  let reading = 0;
  return history.map((snapshot, at) => {
    reading += random.number(8) === 0 ? 2 : 1;
    const rows = rowsThatDiffer(history[at - 1]?.processes, snapshot.processes);
    return { ...snapshot, processes: { ...snapshot.processes, changed: { reading, rows, texts: rows } } };
  });
}

function rowsThatDiffer(before: ProcessTable | undefined, { slots, columns, texts }: ProcessTable): Int32Array {
  const names = Object.keys(columns) as (keyof ProcessColumns)[];
  const words = Object.keys(texts) as (keyof ProcessTexts)[];
  const numberAt = (column: ProcessColumns[keyof ProcessColumns], slot: number) => column[slot] ?? 0;
  const differs = (slot: number) =>
    names.some((name) => !Object.is(numberAt(columns[name], slot), before && numberAt(before.columns[name], slot))) ||
    words.some((name) => texts[name][slot] !== before?.texts[name][slot]);
  return Int32Array.from({ length: slots }, (_, slot) => slot).filter(differs);
}

const MEBIBYTE = 2 ** 20;

export type BusyMachine = {
  readonly processes: number;
  readonly busy: number;
  readonly births: number;
  /** Seconds between two samples. */
  readonly interval?: number;
  /** The probe names the rows that changed. */
  readonly namesRows?: boolean;
};

/** A machine with so many processes, of which some are busy and a few start and end. */
export function* busyMachine(
  random: Random,
  { processes, busy, births, interval = 1, namesRows = false }: BusyMachine,
): Generator<Snapshot, never> {
  let pid = processes;
  const touched = new Set<number>();
  const born = (slot: number, serial: number): Row => ({
    slot,
    serial,
    pid: serial,
    name: `worker${serial % 50}`,
    commandLine: [`/usr/lib/service/worker${serial % 50}`, '--config', `/etc/service/${serial % 50}.toml`, '--verbose'],
    cgroup: `/system.slice/service-${serial % 50}.service`,
    startTicks: 1000 + serial,
    residentBytes: 4096 * random.number(20_000),
    virtualBytes: 4096 * random.number(200_000),
    sharedBytes: 4096 * random.number(2000),
    cpuSeconds: random.number(1e9) / 1e6,
    minorFaults: random.number(100_000),
    pidfdInode: 10_000 + serial,
    ...{ readBytes: 0, writeBytes: 0, ranSeconds: 0 },
  });
  const rows = Array.from({ length: processes }, (_, slot) => born(slot, slot + 1));
  for (let at = 0; ; at++) {
    const seconds = at * interval;
    const monotonicSeconds = Math.round((500 + seconds) * 1e9 + random.number(1e6)) / 1e9;
    touched.clear();
    for (let left = busy; left > 0; left--) {
      const slot = random.number(processes);
      touched.add(slot);
      const row = rows[slot];
      rows[slot] = {
        ...row,
        cpuSeconds: ((row.cpuSeconds ?? 0) * 1e9 + random.number(5e7)) / 1e9,
        // The time of the reading that found that it ran, the same for all.
        ranSeconds: monotonicSeconds,
        minorFaults: (row.minorFaults ?? 0) + random.number(3) * random.number(100),
        residentBytes: (row.residentBytes ?? 0) + (random.number(3) === 0 ? 4096 * random.number(50) : 0),
        processor: random.number(4),
        state: random.pick(['S', 'S', 'S', 'R']),
      };
    }
    for (let left = births; left > 0; left--) {
      pid += 1;
      const slot = random.number(processes);
      touched.add(slot);
      rows[slot] = born(slot, pid);
    }
    const snapshot = fakeSnapshot({ seconds, processes: rows });
    const { memory } = snapshot.system;
    const drift = () => MEBIBYTE * random.number(4);
    const changedRows = Int32Array.from(touched).sort();
    const changed = { reading: at, rows: changedRows, texts: changedRows };
    yield {
      ...snapshot,
      ...(namesRows ? { processes: { ...snapshot.processes, changed } } : {}),
      system: {
        ...snapshot.system,
        monotonicSeconds,
        scanMilliseconds: random.number(1e9) / 1e7,
        cpus: [0, 1, 2, 3].map((id) =>
          fakeCpu(id, { user: (at * 13 * (id + 1)) / 100, idle: (at * 87 * (id + 1)) / 100 }),
        ),
        memory: memory && {
          ...memory,
          freeBytes: memory.freeBytes + drift(),
          availableBytes: memory.availableBytes + drift(),
        },
        forks: pid,
      },
    };
  }
}
