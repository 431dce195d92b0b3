import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { Process } from '../../src/library/process/process.js';
import { startSleeper, statOf } from '../support/children.js';
import { startPsutilOfProcesses } from './psutil.js';

const psutil = await startPsutilOfProcesses();

/** By attribute, what psutil says of the same in the same shape. */
const SAME_AS_PSUTIL = {
  cmdline: 'p.cmdline()',
  cpuAffinity: 'p.cpu_affinity()',
  cwd: 'p.cwd()',
  environ: 'p.environ()',
  exe: 'p.exe()',
  gids: 'p.gids()',
  uids: 'p.uids()',
  name: 'p.name()',
  nice: 'p.nice()',
  numFds: 'p.num_fds()',
  numThreads: 'p.num_threads()',
  pid: 'p.pid',
  ppid: 'p.ppid()',
  status: 'p.status()',
  terminal: 'p.terminal()',
  username: 'p.username()',
  cpuNum: 'p.cpu_num()',
  threads: '[{"id": t.id, "userTime": t.user_time, "systemTime": t.system_time} for t in p.threads()]',
  numCtxSwitches: 'p.num_ctx_switches()',
  ionice: '{"ioclass": ["none", "realtime", "best-effort", "idle"][p.ionice().ioclass], "value": p.ionice().value}',
  openFiles:
    '[{"path": f.path, "deleted": False, "answers": True, "fd": f.fd, "position": f.position, "mode": f.mode, "flags": f.flags} for f in p.open_files()]',
  ioCounters: [
    '{"readCount": c.read_count, "writeCount": c.write_count, "readBytes": c.read_bytes, "writeBytes": c.write_bytes,',
    '"readChars": c.read_chars, "writeChars": c.write_chars} if (c := p.io_counters()) else None',
  ].join(' '),
  cpuTimes: [
    '{"user": t.user, "system": t.system, "childrenUser": t.children_user, "childrenSystem": t.children_system,',
    '"iowait": t.iowait} if (t := p.cpu_times()) else None',
  ].join(' '),
} as const;

/** A process that does nothing, so that two readers see the same. */
async function startStill(options: Parameters<typeof startSleeper>[0] = {}): Promise<Process> {
  const { pid } = await startSleeper(options);
  const still = new Process(pid);
  still.suspend();
  await expect.poll(() => still.status()).toBe('stopped');
  return still;
}

describe('a process that stands still', () => {
  it.each(Object.entries(SAME_AS_PSUTIL))('%s is what psutil says', async (attribute, expression) => {
    const still = await startStill({
      args: ['one', '', ' two '],
      env: [
        ['A', 'b=c'],
        ['EMPTY', ''],
      ],
    });
    const name = attribute as keyof typeof SAME_AS_PSUTIL;
    const expected = await psutil(still.pid, expression);
    expect(still.asDict([name])[name]).toEqual(expected);
    expect(still.asDict()[name]).toEqual(expected);
  });

  it('began when psutil says, and takes the memory that ps says', async () => {
    const started = Date.now() / 1000;
    const still = await startStill();
    expect(
      Math.abs((still.createTime() ?? 0) - Number(await psutil(still.pid, 'p.create_time()'))),
    ).toBeLessThanOrEqual(1.01);
    expect(still.createTime()).toBeGreaterThan(started - 2);
    expect(still.createTime()).toBeLessThan(Date.now() / 1000 + 2);
    const [rss, vsz] = execFileSync('ps', ['-o', 'rss=,vsz=', '-p', String(still.pid)], { encoding: 'utf8' })
      .trim()
      .split(/ +/)
      .map((kilobytes) => Number(kilobytes) * 1024);
    const memory = still.memoryInfoEx();
    expect(memory).toMatchObject({ rss, vms: vsz });
    expect((memory.rssAnon ?? 0) + (memory.rssFile ?? 0) + (memory.rssShmem ?? 0)).toBe(memory.rss);
    expect(memory.peakRss).toBeGreaterThanOrEqual(memory.rss);
    expect(memory).toMatchObject(still.memoryInfo());
    const percent = Number(await psutil(still.pid, 'p.memory_percent()'));
    expect(still.memoryPercent()).toBeCloseTo(percent, 3);
  });

  it('gives plain frozen values that survive every way to another thread', async () => {
    const still = await startStill();
    const info = still.asDict();
    for (const value of [info, ...Object.values(info)]) expect(Object.isFrozen(value)).toBe(true);
    for (const copy of [structuredClone(info), deserialize(serialize(info)), JSON.parse(JSON.stringify(info))]) {
      expect(copy).toEqual(info);
      expect(JSON.stringify(copy)).toBe(JSON.stringify(info));
    }
    expect(Object.keys(info)).toEqual(Object.keys(info).sort());
    expect(Object.keys(still.asDict(['ppid', 'name']))).toEqual(['ppid', 'name']);
  });
});

describe('the same process', () => {
  it('is the same object, so that a Set holds it once', async () => {
    const { pid } = await startSleeper();
    const one = new Process(pid);
    expect(new Process(pid)).toBe(one);
    expect(new Set([one, new Process(pid)]).size).toBe(1);
    expect(one.equals(new Process(pid))).toBe(true);
    expect(one.equals(new Process())).toBe(false);
    expect(new Process().pid).toBe(process.pid);
  });

  it('stays itself when it becomes another program', async () => {
    const child = await startSleeper();
    const one = new Process(child.pid);
    const { ident } = one;
    expect(new Process(child.pid).ident).toBe(ident);
    expect(ident).not.toBe(new Process().ident);
  });
});

it.each([
  [-1, RangeError],
  ['1', TypeError],
  [1.5, TypeError],
  [Number.NaN, TypeError],
])('refuses the PID %j', (pid, kind) => {
  expect(() => new Process(pid as number)).toThrow(kind);
});

it.each([0, 2 ** 31, 2 ** 40, 2 ** 31 - 1])('finds no process with PID %d', (pid) => {
  expect(() => new Process(pid)).toThrow(expect.objectContaining({ code: 'ERR_NO_SUCH_PROCESS', pid }));
});

it('reads files of the kernel as they are', () => {
  const self = new Process();
  expect(self.exe()).toBe(readlinkSync('/proc/self/exe'));
  expect(self.cmdline().join('\0')).toBe(readFileSync('/proc/self/cmdline', 'utf8').replace(/\0$/, ''));
  expect(self.ppid()).toBe(Number(statOf(process.pid)?.[1]));
});
