import { describe, expect, it } from 'vitest';
import type { BlockDevice, DeletedFile, FileSystem, SwapDevice } from '../../../src/model/machine/disk-table.js';
import type { WaitReading } from '../../../src/model/machine/wait-facts.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { fakeDevice, fakeFileSystem } from '../../support/disks.js';
import { openSession, type Session, settle, textOf } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

const TERABYTE = 2 ** 40;
const device = (name: string, serial: number, rest: Partial<BlockDevice> = {}) =>
  fakeDevice({ name, serial, sizeBytes: TERABYTE, ...rest });
const mount = (mountPoint: string, serial: number, rest: Partial<FileSystem> = {}) =>
  fakeFileSystem({ mountPoint, serial, deviceNumber: `8:${serial}`, ...SPACE, ...rest });
const SPACE = { totalBytes: 1000, usedBytes: 900, availableBytes: 50, reservedBytes: 50, inodes: 200, usedInodes: 5 };

const DEVICES = [
  device('loop0', 9, { kind: 'loop', counted: false, backingFile: '/var/img', readBytes: 7 }),
  device('loop1', 10, { kind: 'loop', counted: false, sizeBytes: 0 }),
  device('sda', 1),
  device('sda2', 3, { kind: 'partition', parents: ['sda'], counted: false }),
  device('sda10', 4, { kind: 'partition', parents: ['sda'], counted: false }),
  device('sdb', 2),
  device('md0', 5, {
    ...{ kind: 'raid', parents: ['sda10', 'sdb'], counted: false },
    raid: { level: 'raid1', state: 'clean', members: 2, missing: 1, action: 'recover', progress: 0.345 },
  }),
  device('dm-0', 6, { kind: 'dm', label: 'vg-root', parents: ['md0'], counted: false }),
];
const FILE_SYSTEMS = [
  mount('/', 1),
  mount('/proc', 2, { pseudo: true }),
  mount('/data', 3, { readOnly: true, becameReadOnly: true, usedBytes: 100, availableBytes: 850 }),
  mount('/nfs', 4, { unansweredSeconds: 12, usedBytes: Number.NaN }),
];
const PROCESSES: readonly FakeProcess[] = [
  { pid: 10, name: 'copier', readBytes: 100, writeBytes: 100 },
  { pid: 11, name: 'blocked', state: 'D', readBytes: 0, writeBytes: 0 },
  { pid: 12, name: 'sleeper', readBytes: 0, writeBytes: 0 },
];

const PARTITION: SwapDevice = {
  ...{ name: '/dev/sda2', kind: 'partition', priority: -2 },
  ...{ sizeBytes: 4 * 2 ** 30, usedBytes: 1.2 * 2 ** 30 },
};
const SWAPS: readonly SwapDevice[] = [
  PARTITION,
  { name: '/var/swap', kind: 'file', priority: 5, sizeBytes: 2 ** 30, usedBytes: 0 },
];

/** What the disks did since the last sample. */
const BUSY = { readBytes: 15 * 1024, reads: 30, readMilliseconds: 600, busyMilliseconds: 1350 };
const busy = (devices: readonly BlockDevice[], names: readonly string[]) =>
  devices.map((one) => (names.includes(one.name) ? { ...one, ...BUSY } : one));

async function open(rows = 40, columns = 120): Promise<Session> {
  const session = openSession({ processes: PROCESSES, size: { columns, rows } });
  await session.press('5');
  session.sample(PROCESSES, { devices: DEVICES, fileSystems: FILE_SYSTEMS });
  const copied = PROCESSES.map((one) => (one.pid === 10 ? { ...one, writeBytes: 4196 } : one));
  session.sample(copied, { devices: busy(DEVICES, ['sda', 'sda10']), fileSystems: FILE_SYSTEMS });
  return session;
}

/** Names of devices or mount points of the open list, row by row. */
function names({ state: { pane, list, sample } }: Session): readonly string[] {
  const { devices = [], fileSystems = [] } = sample?.snapshot ?? {};
  const all = pane === 'disks' ? devices.map(({ name }) => name) : fileSystems.map(({ mountPoint }) => mountPoint);
  return [...(list?.slots ?? [])].map((slot) => all[slot] ?? '');
}

const otherRows = (session: Session) => (session.frame().list?.other?.rows ?? []).map(({ line }) => textOf(line));
const header = (session: Session) => session.frame().header.map(textOf).join('\n');

describe('the pane of disks', () => {
  it('shows devices under what they are made of, with other parents, labels, states and files', async () => {
    const session = await open();
    expect(session.rows()).toEqual([
      expect.stringMatching(/ sda$/),
      expect.stringMatching(/├─ sda2$/),
      expect.stringMatching(/└─ sda10$/),
      expect.stringMatching(/ {3}└─ md0 \+sdb raid1 degraded: 1 of 2 missing, recover 34%$/),
      expect.stringMatching(/ {6}└─ vg-root \(dm-0\)$/),
      expect.stringMatching(/ sdb$/),
      expect.stringMatching(/ loop0 \/var\/img$/),
    ]);
  });

  it('shows rates, waits and how busy a device is, and sums only what is made of nothing else', async () => {
    const session = await open();
    expect(session.rows()[0]).toMatch(/^ +10\.0K +0B +20 +0 20\.0ms +- .* 90\.0 +1\.0T /);
    expect(session.status()).toContain('7 devices, read 10.0K/s, write 0B/s');
  });

  it('hides empty devices until they are asked for', async () => {
    const session = await open();
    expect(session.rows().join('\n')).not.toContain('loop1');
    await session.press('a');
    expect(session.rows().join('\n')).toContain('loop1');
  });

  it('folds branches, and is a plain list on request', async () => {
    const session = await open();
    await session.press('-');
    expect(session.rows()[0]).toMatch(/\+ \(Σ of \d\) sda$/);
    await session.press('+', 't');
    expect(names(session)).toEqual(['dm-0', 'md0', 'sda', 'sda2', 'sda10', 'sdb', 'loop0']);
    expect(session.rows().join('')).not.toContain('└─');
  });

  it('shows the file systems below, as df counts them, and what is wrong with them', async () => {
    const session = await open();
    const rows = otherRows(session);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/^ +1000B +900B +50B +95 +3 +- +- ext4 +rw +\/$/);
    expect(rows[1]).toMatch(/read-only after an error +\/data$/);
    expect(rows[2]).toMatch(/ - +50B? +- .*no answer for 12s +\/nfs$/);
  });

  it('reads both lists while one of them is open, and neither otherwise', async () => {
    const session = await open();
    for (const key of ['v', 'v']) {
      await session.press(key);
      expect(needsOf(session.state)).toMatchObject({ devices: true, fileSystems: true });
    }
    await session.press('1');
    expect(needsOf(session.state)).toMatchObject({ devices: false, fileSystems: false });
  });

  it('goes from one list to the other with v, each with its own filter, order and selection', async () => {
    const session = await open();
    await session.press('f4');
    await session.type('busy>50');
    await session.press('enter', 'v');
    expect(session.state.pane).toBe('fileSystems');
    expect(otherRows(session)).toHaveLength(2);
    await session.press('f4');
    await session.type('use>90');
    await session.press('enter');
    expect(names(session)).toEqual(['/']);
    await session.press('v', 'escape', 'v');
    expect(names(session)).toEqual(['/']);
    expect(otherRows(session)).toHaveLength(7);
    expect(header(session)).toMatch(/5 Disks/);
  });

  it.each([
    ['wait>15ms', ['sda', 'sda10']],
    ['kind=raid', ['md0']],
    ['parents=sdb', ['md0']],
    ['read>9K', ['sda', 'sda10']],
    ['root', ['dm-0']],
  ])('filters devices by %s', async (text, expected) => {
    const session = await open();
    await session.press('t', 'f4');
    await session.type(text);
    await session.press('enter');
    expect(session.status()).not.toMatch(/unknown|needs/);
    expect(names(session)).toEqual(expected);
  });

  it.each([
    ['use>90', ['/']],
    ['inodes<3', []],
    ['readonly=yes', ['/data']],
    ['answers=no', ['/nfs']],
    ['type=ext4 avail>60', ['/data']],
  ])('filters file systems by %s', async (text, expected) => {
    const session = await open();
    await session.press('v', 'f4');
    await session.type(text);
    await session.press('enter');
    expect(session.status()).not.toMatch(/unknown|needs/);
    expect(names(session)).toEqual(expected);
  });

  it('shows only the open list where there is no room for both, and its titles at all times', async () => {
    const session = await open(16, 80);
    expect(session.frame().list?.other).toBeUndefined();
    expect(session.rows()[0]).toContain('sda');
    await session.press('v');
    expect(names(session)[0]).toBe('/');
    session.resize(80, 50);
    expect(session.frame().list?.other?.titles).toBeDefined();
    expect(session.frame().list?.titles).toBeDefined();
  });

  it('goes to the other list where it is clicked, and selects the row there', async () => {
    const session = await open();
    const { header: above, status, list } = session.frame();
    const first = above.length + (status === undefined ? 0 : 1) + (list?.other?.height ?? 0) + 1;
    const { commandAt } = await import('../../../src/model/view/hit.js');
    const command = commandAt(session.state, { column: 5, row: first + 1 });
    if (command !== undefined) await session.command(command);
    expect([session.state.pane, session.state.selected]).toEqual(['fileSystems', 3]);
  });

  it('draws graphs of the selected device, and the parts of the selected file system, at the same height', async () => {
    const session = await open();
    const height = session.frame().header.length;
    expect(header(session)).toMatch(/sda read 10\.0K\/s .*sda write 0B\/s .*sda busy 90\.0%/);
    await session.press('v');
    expect(header(session)).toContain('95% of 1000B, 50B free, 50B more for root, inodes 3%');
    expect(session.frame().header).toHaveLength(height);
  });

  it.each<[string, number, readonly SwapDevice[] | undefined, string]>([
    ['each by its path', 120, [PARTITION], '/dev/sda2 1.2G of 4.0G prio -2'],
    ['several one after the other', 120, SWAPS, '/dev/sda2 1.2G of 4.0G prio -2, /var/swap 0B of 1.0G prio 5'],
    ['shorter where there is less room', 96, SWAPS, 'sda2 1.2G of 4.0G prio -2, swap 0B of 1.0G prio 5'],
    ['and shorter', 84, SWAPS, 'sda2 1.2G of 4.0G, swap 0B of 1.0G'],
    ['together where there is room for no more', 70, SWAPS, '1.0G of 4.0G on 2'],
    ['together where they are not known', 120, undefined, '1.0G of 4.0G'],
    ['together where there are none', 120, [], '1.0G of 4.0G'],
  ])('shows the swap devices above the list: %s', async (_, columns, swaps, expected) => {
    const session = openSession({ processes: PROCESSES, size: { columns, rows: 40 } });
    await session.press('5');
    session.sample(PROCESSES, { devices: DEVICES, fileSystems: [], swaps });
    expect(header(session)).toMatch(new RegExp(`Swap ${expected.replaceAll('.', '\\.')} *$`, 'm'));
  });

  it('puts no byte of a hostile name on the terminal', async () => {
    const session = openSession({ processes: PROCESSES, size: { columns: 160, rows: 40 } });
    await session.press('5');
    const evil = 'a\u001b[2J\u202e\nb';
    session.sample(PROCESSES, {
      devices: [device(evil, 1, { label: evil, model: evil, parents: [evil, evil], backingFile: evil })],
      swaps: [{ ...PARTITION, name: `/${evil}` }],
      fileSystems: [mount(evil, 1, { source: evil, type: evil, options: evil, otherMounts: [evil], refused: evil })],
    });
    const texts = () => JSON.stringify(session.frame());
    expect(texts()).not.toMatch(/\\u001b|\\n|\u202e/);
    await session.press('v');
    expect(texts()).not.toMatch(/\\u001b|\\n|\u202e/);
  });
});

describe('behind a device', () => {
  it('are the processes with storage traffic or blocked, and it is said that bytes are those of all devices', async () => {
    const session = await open();
    await session.press('enter');
    session.sample(
      PROCESSES.map((one) => (one.pid === 10 ? { ...one, writeBytes: 9000 } : one)),
      {},
    );
    expect(session.pids()).toEqual([10, 11]);
    expect(needsOf(session.state).io).toBe(true);
    expect(session.status()).toContain('device sda  bytes are those of all devices');
    expect(header(session)).toContain('5 Storage');
    await session.press('escape');
    expect(session.state.pane).toBe('disks');
  });

  const numbered = DEVICES.map((one) => ({ ...one, deviceNumber: `8:${one.serial}` }));
  const blocked = [21, 22, 23, 24, 25].map((pid) => ({ pid, name: `p${pid}`, state: 'D', ranSeconds: 1 }));
  const waitingOn = (deviceNumber: string | undefined): WaitReading => ({
    ...{ ok: true, waitChannel: { value: 'x' }, systemCall: { value: 'write' }, stack: { value: ['x'] } },
    ...{ mountPoint: '/', fileSystem: 'ext4', deviceNumber },
  });

  it.each([
    ['a disk: also on its partitions and what is made of them', 0, ['yes', 'yes', 'no', '-', '-']],
    ['a partition: not on the others', 1, ['no', 'no', 'no', '-', '-']],
  ])('is told which are blocked on it, where that is known, of %s', async (_, down, expected) => {
    const session = await open();
    session.waits
      .set(21, waitingOn('8:1'))
      .set(22, waitingOn('8:6'))
      .set(23, waitingOn('8:9'))
      .set(24, waitingOn('0:41'));
    session.sample(blocked, { devices: numbered });
    for (let step = 0; step < down; step++) await session.press('down');
    await session.press('enter');
    session.sample(blocked, { devices: numbered });
    await settle();
    const titles = session.frame().list?.titles ?? [];
    const column = titles
      .map(({ text }) => text)
      .join('')
      .indexOf('FOR IT');
    expect(column).toBeGreaterThan(0);
    const rows = [...session.rows()].sort((one, other) => one.trim().localeCompare(other.trim()));
    expect(rows.map((row) => row.slice(column, column + 6).trim())).toEqual(expected);
  });

  it('is told no more of a process that has run since, until it is known again', async () => {
    const session = await open();
    session.waits.set(21, waitingOn('8:1'));
    session.sample(blocked.slice(0, 1), { devices: numbered });
    await session.press('enter');
    session.sample(blocked.slice(0, 1), { devices: numbered });
    await settle();
    expect(session.rows()[0]).toMatch(/ yes /);
    session.sample([{ ...blocked[0], ranSeconds: 2 }], { devices: numbered });
    expect(session.rows()[0]).not.toMatch(/ yes /);
    session.waits.set(21, waitingOn('8:9'));
    await settle();
  });
});

const file = (deviceNumber: string, path: string, bytes: number, ...pids: number[]): DeletedFile => ({
  ...{ deviceNumber, inode: bytes, bytes, lengthBytes: bytes, path },
  holders: pids.map((pid) => ({ identity: { pid, startTicks: pid * 10, pidfdInode: 0 }, name: `p${pid}`, fd: 3 })),
});

describe('behind a file system', () => {
  const processes = PROCESSES.map((one) => ({ ...one, startTicks: one.pid * 10 }));
  const found = {
    files: [file('8:1', '/var/log/old', 4096, 10, 12), file('8:3', '/data/other', 8192, 11), file('8:1', '/x', 5, 11)],
    ...{ processes: 3, notPermitted: 12, notAnswered: 0 },
  };

  async function openDeleted(session: Session): Promise<void> {
    await session.press('v', 'enter');
    await settle();
    session.sample(processes, { devices: DEVICES, fileSystems: FILE_SYSTEMS });
  }

  it('is what is deleted there, but open, by which process, and how many could not be looked at', async () => {
    const session = await open();
    session.deleted = async () => found;
    session.sample(processes, { devices: DEVICES, fileSystems: FILE_SYSTEMS });
    await openDeleted(session);
    expect(session.rows().map((row) => row.trim().replace(/ +/g, ' '))).toEqual([
      '4.0K 10 ada p10 3 /var/log/old',
      '4.0K 12 ada p12 3 /var/log/old',
      '5B 11 ada p11 3 /x',
    ]);
    expect(session.status()).toMatch(/file system \/ .*3 deleted files, 4\.0K/);
    expect(session.status()).toContain('12 processes not permitted');
  });

  it('k signals its holder through the usual dialog, and never a process that got its PID', async () => {
    const session = await open();
    session.deleted = async () => found;
    session.sample(processes, { devices: DEVICES, fileSystems: FILE_SYSTEMS });
    await openDeleted(session);
    await session.press('down', 'k');
    expect(session.top('picker').targets).toMatchObject([{ identity: { pid: 12, startTicks: 120 } }]);
    await session.press('escape');
    const reused = processes.map((one) => (one.pid === 12 ? { ...one, startTicks: 999, serial: 99 } : one));
    session.sample(reused, { devices: DEVICES, fileSystems: FILE_SYSTEMS });
    expect(session.rows().join('\n')).not.toMatch(/ 12 /);
  });

  it('says how far it is, and Esc ends the walk', async () => {
    const session = await open();
    let ended: AbortSignal | undefined;
    session.deleted = (options) => {
      ended = options?.signal;
      options?.progress?.(7, 200);
      return new Promise(() => {});
    };
    await openDeleted(session);
    expect(session.status()).toContain('looking at open files: 7 of 200 processes … Esc ends it');
    await session.press('escape');
    session.sample(processes, { devices: DEVICES, fileSystems: FILE_SYSTEMS });
    expect([session.state.pane, ended?.aborted]).toEqual(['fileSystems', true]);
  });

  it('says why nothing is known', async () => {
    const session = await open();
    session.deleted = () => Promise.reject(new Error('no \u001bprocesses'));
    await openDeleted(session);
    expect(session.status()).toMatch(/no .processes/);
    expect(session.status()).not.toContain('\u001b');
  });
});
