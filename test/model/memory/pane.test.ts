import { describe, expect, it } from 'vitest';
import { MEMORY } from '../../../src/model/memory/pane.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { writeJson } from '../../../src/output/json.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import { type FakeProcess, type FakeReading, fakeSample, fakeSnapshot } from '../../support/snapshots.js';
import { GONE } from '../../support/world.js';

const MIB = 2 ** 20;

const SERVERS: readonly FakeProcess[] = [
  { pid: 1, uid: 0, name: 'init', residentBytes: 10 * MIB, swapBytes: 0, oomScore: 0 },
  { pid: 20, name: 'nginx', residentBytes: 30 * MIB, sharedBytes: 5 * MIB, swapBytes: MIB, oomScore: 666 },
  { pid: 21, name: 'nginx', residentBytes: 20 * MIB, sharedBytes: 5 * MIB, swapBytes: 0, oomScore: 660 },
  { pid: 30, name: 'kworker', kernelThread: true },
];

const read = (proportionalBytes: number, readAtSeconds = 500) =>
  ({ ok: true, readAtSeconds, proportionalBytes, uniqueBytes: proportionalBytes / 2, swapBytes: 0 }) as const;

/** The pane after two samples, the second of which has rates. */
function openMemory(size = { columns: 120, rows: 30 }, system?: FakeReading['system']): Session {
  const session = openSession({ pane: 'memory', size });
  session.sample(SERVERS, system && { system });
  session.sample(SERVERS, system && { system });
  return session;
}

/** Answers of the world come in turns of their own. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

const panel = (session: Session) => session.frame().header.map(textOf).join('\n');

describe('the list of the memory pane', () => {
  it('has the largest first, without kernel threads, and reads what its columns need', () => {
    const session = openMemory();
    expect(session.pids()).toEqual([20, 21, 1]);
    expect(needsOf(session.state)).toMatchObject({ memory: true, memoryDetail: true, cgroup: false, threads: false });
    session.press('1');
    expect(needsOf(session.state)).toMatchObject({ memory: false, memoryDetail: false });
  });

  it('reads PSS and USS of visible rows, and shows their age', async () => {
    const session = openSession({ pane: 'memory', size: { columns: 120, rows: 30 } });
    for (const [pid, bytes] of [
      [1, 4],
      [20, 12],
      [21, 8],
    ] as const)
      session.footprints.set(pid, read(bytes * MIB));
    session.sample(SERVERS);
    expect(session.rows()[0]).toMatch(/^ +20 ada +30.0M +5.0M +- +- /);
    session.sample(SERVERS);
    await settle();
    expect(session.rows()[0]).toMatch(/^ +20 ada +30.0M +5.0M 12.0M +6.0M +1.0M /);
    session.press('home');
    expect(panel(session)).toContain('20 nginx PSS 12.0M USS 6.0M read 3s ago');
  });

  it('shows nothing, not zero, of what may not be read', async () => {
    const session = openMemory();
    await settle();
    session.press('home');
    expect(panel(session)).toContain('20 nginx PSS and USS: not permitted');
    expect(session.rows()[0]).toMatch(/^ +20 ada +30.0M +5.0M +- +- +1.0M /);
  });

  it('shows growth since the pane was opened, and restarts on request', () => {
    const session = openMemory();
    const leaking = SERVERS.map((one) => (one.pid === 1 ? { ...one, residentBytes: 14 * MIB } : one));
    session.sample(leaking);
    const growth = () =>
      /([+-]?[\d.]+[BKM]) +(?:-|[\d.]+[BKM]) +\S+ +\S+ +\d+ init/.exec(session.rows().join('\n'))?.[1];
    expect(growth()).toBe('+4.0M');
    session.press('1', '3');
    expect(growth()).toBe('+4.0M');
    session.press('x');
    expect([growth(), session.status()]).toEqual(['0B', expect.stringContaining('growth counts from now')]);
  });
});

describe('groups of processes', () => {
  it('come with b: by program, by user, by control group, and then not', () => {
    const session = openMemory();
    const commands = () => session.rows().map((row) => row.split(/ +/).at(-1));
    session.press('b');
    expect([session.status(), commands()]).toEqual([expect.stringContaining('by program'), ['nginx', 'init']]);
    expect(session.rows()[0]).toMatch(/^ +- ada +50.0M +10.0M +- +- +1.0M +0B +- .* 666 nginx$/);
    session.press('b');
    expect(commands()).toEqual(['ada', 'root']);
    session.press('b');
    expect(needsOf(session.state).cgroup).toBe(true);
    session.sample(SERVERS.map((one) => ({ ...one, cgroup: one.pid === 1 ? '/' : '/web' })));
    expect(commands()).toEqual(['/web', '/']);
    session.press('b');
    expect(session.pids()).toEqual([20, 21, 1]);
  });

  it('stay selected while one of their processes exists, and report their end', () => {
    const session = openMemory();
    session.press('b', 'home');
    session.sample(SERVERS.filter(({ pid }) => pid !== 20));
    expect(session.state.selected).toBeLessThan(0);
    expect(session.rows()).toHaveLength(2);
    session.sample(SERVERS.slice(0, 1));
    expect(session.state.selected).toBe(0);
  });

  it('keep their places while a person moves, whichever comes meanwhile', () => {
    const session = openMemory();
    session.press('b', 'home');
    session.sample([{ pid: 5, name: 'redis', residentBytes: 90 * MIB }, ...SERVERS]);
    expect(session.rows().map((row) => row.split(/ +/).at(-1))).toEqual(['nginx', 'init', 'redis']);
  });

  it('are made once a sample, and once when the pane is opened', () => {
    const session = openMemory();
    session.press('b', 'b', 'b');
    const seen: string[] = [];
    const snapshot = fakeSnapshot({ seconds: 9, processes: SERVERS });
    const { processes } = snapshot;
    // The control groups of this sample are read by the grouping alone.
    const cgroup = processes.texts.cgroup.map(() => '/web');
    const read = new Proxy(cgroup, {
      get: (texts, key, receiver) => {
        if (/^\d+$/.test(String(key))) seen.push(String(key));
        return Reflect.get(texts, key, receiver);
      },
    });
    const given = { ...snapshot, processes: { ...processes, texts: { ...processes.texts, cgroup: read } } };
    const reads = (seconds: number) => {
      seen.length = 0;
      session.push({ ...given, system: { ...snapshot.system, monotonicSeconds: seconds } });
      return seen.length;
    };
    session.press('1');
    reads(10);
    // Texts are read to be kept for looking back, too.
    const others = reads(11);
    seen.length = 0;
    session.press('3');
    expect(seen).toEqual(['0', '1', '2']);
    expect(reads(12)).toBe(others + 3);
  });

  it('get no signal, no page and no tag, because they are no process; a group of one is one', async () => {
    const session = openMemory();
    await session.press('b', 'home');
    for (const key of ['k', 'enter', 'f7', 'r', 'a', 'i', 'w', 'l', 'e']) {
      await session.press(key);
      expect([key, session.state.layers, session.status()]).toEqual([
        key,
        [],
        expect.stringContaining('this row is a group: press b to show single processes'),
      ]);
    }
    await session.press('space');
    expect(session.state.tagged.size).toBe(0);
    await session.press('end', 'k');
    expect(session.top('picker').targets.map(({ identity }) => identity.pid)).toEqual([1]);
  });
});

describe('what a process has mapped', () => {
  const group = (path: string, residentBytes: number) => ({
    path,
    mappings: 2,
    virtualBytes: residentBytes * 2,
    residentBytes,
    proportionalBytes: undefined,
    uniqueBytes: 4096,
    swapBytes: 0,
  });

  it('is shown by Enter, the largest first, and read again now and then', async () => {
    const session = openMemory();
    session.mappings.set(20, { ok: true, mappings: [group('/lib/\x1b[31mx', MIB), group('', 3 * MIB)] });
    session.press('home', 'enter');
    await session.answer(20, {});
    expect(session.top('detail')).toMatchObject({ tab: 'mappings', target: { identity: { pid: 20 } } });
    const rows = () => session.frame().page?.content.rows.map(({ cells }) => cells.join(' '));
    expect(rows()).toEqual([
      '3.0M - 4.0K 0B 6.0M 2 [anonymous]',
      expect.stringMatching(/^1.0M - 4.0K 0B 2.0M 2 \/lib\/.*x$/),
    ]);
    expect(rows()?.join('')).not.toContain('\x1b');
    session.mappings.set(20, { ok: true, mappings: [] });
    for (let count = 0; count < 6; count += 1) {
      session.sample(SERVERS);
      await settle();
    }
    expect(rows()?.join()).toContain('no memory');
  });

  it('may be refused, or too late', async () => {
    const session = openMemory();
    session.press('home', 'enter');
    await session.answer(20, {});
    expect(session.frame().page?.content.rows[0]?.cells.join('')).toBe('not permitted');
    session.press('escape', 'down', 'enter');
    session.mappings.set(21, GONE);
    session.press('escape');
    await settle();
    expect(session.state.layers).toEqual([]);
  });
});

describe('what stands above the list', () => {
  const detail = {
    monotonicSeconds: 500,
    swappedInBytes: 0,
    swappedOutBytes: 0,
    oomKills: 3,
    hugePages: [{ pageBytes: 2 * MIB, total: 64, free: 10, reserved: 0 }],
    limit: {
      version: 2,
      path: '/box/app',
      memory: { bytes: 512 * MIB, usedBytes: 500 * MIB, path: '/box\x1b[2J' },
      high: undefined,
      swap: undefined,
    },
  } as const;

  it('is the formula, pressure, swap, huge pages, kills and the limit of its control group', () => {
    const zram = { usedBytes: 100 * MIB, storedBytes: 300 * MIB };
    const text = panel(openMemory({ columns: 140, rows: 30 }, { memoryDetail: detail, zram }));
    expect(text).toContain('total 16.0G = █ application 4.7G + ▓ kernel 320M + ▒ shared 1.0G + ▚ buffers 1.0G');
    expect(text).toContain('used 6.0G = total - available 10.0G');
    expect(text).toContain('zram 100M holds 300M, 3.0:1');
    expect(text).toContain('huge 2.0M 64 pages, 10 free');
    expect(text).toContain('OOM kills 3');
    expect(text).toContain("ntop's control group limit 500M/512M /box");
    expect(text).not.toContain('\x1b');
  });

  it('is the limit of the selected process too', async () => {
    const session = openMemory();
    session.limits.set(20, {
      ok: true,
      limit: { ...detail.limit, memory: { bytes: MIB, usedBytes: undefined, path: '/x' } },
    });
    await settle();
    session.press('home');
    session.sample(SERVERS);
    await settle();
    expect(panel(session)).toContain('limit -/1.0M /x');
    session.press('down');
    expect(panel(session)).not.toContain('limit -/1.0M');
  });

  it('is unknown in JSON, not missing, where the kernel says nothing of its memory', () => {
    const sample = fakeSample({ system: { memory: undefined } });
    const written = JSON.parse(writeJson(sample, [], MEMORY, []));
    expect(written).toMatchObject({ physical: null, swap: null, limit: null, oomKills: null });
  });

  it('says what the kernel contradicts, and dashes for what it does not say', () => {
    const { memory } = fakeSnapshot().system;
    if (memory === undefined) throw new Error('no memory');
    const odd = { ...memory, sharedBytes: 9 * 2 ** 30, buffersBytes: Number.NaN, swapTotalBytes: Number.NaN };
    const text = panel(openMemory({ columns: 160, rows: 30 }, { memory: odd }));
    expect(text).toContain('buffers -');
    expect(text).toContain("the kernel's figures contradict each other: cache, shared, kernel cut");
    expect(text).toContain('swap -/-');
    expect(panel(openMemory(undefined, { memory: undefined }))).not.toContain('total');
  });

  it.each([
    [20, 5],
    [40, 12],
    [60, 16],
    [80, 24],
    [120, 40],
    [250, 60],
  ])('leaves room for the list on %i x %i cells, whatever is selected', (columns, rows) => {
    const session = openMemory({ columns, rows }, { memoryDetail: detail });
    const height = session.frame().header.length;
    expect(session.rows().length).toBeGreaterThan(0);
    session.press('home');
    expect(session.frame().header).toHaveLength(height);
    expect(session.frame().bodyHeight).toBeGreaterThanOrEqual(Math.min(6, rows - 3));
  });

  it('has graphs of used and available memory and swap where there is room', () => {
    const text = panel(openMemory({ columns: 120, rows: 40 }));
    for (const label of ['used', 'available', 'swap']) expect(text).toMatch(new RegExp(`^.* ${label} .*$`, 'm'));
    expect(text.split('\n').at(-1)).toMatch(/0B.*0B.*0B/);
  });
});
