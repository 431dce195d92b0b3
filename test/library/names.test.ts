import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/library/index.js';
import { startSleeper } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { startPsutil } from './psutil.js';

const { Process } = library;
const named: Readonly<Record<string, unknown>> = library;

describe('names that users of psutil know', () => {
  it('constants are there, and those that are texts there are the same texts here', async () => {
    const python = await startPsutil();
    const theirs = (await python.ask(
      '{k: str(v) for k, v in vars(psutil).items() if k.split("_")[0] in ("STATUS", "CONN")}',
    )) as Record<string, string>;
    // Other systems than Linux have these.
    const foreign = /^(STATUS_(LOCKED|WAITING|SUSPENDED|WAKING|PARKED|IDLE)|CONN_(DELETE_TCB|IDLE|BOUND))$/;
    for (const [name, text] of Object.entries(theirs)) {
      if (!foreign.test(name)) expect([name, named[name]]).toEqual([name, text]);
    }
    const limits = (await python.ask('[k for k in vars(psutil) if k.startswith("RLIMIT_")]')) as string[];
    for (const name of limits) expect([name, typeof named[name]]).toEqual([name, 'string']);
    expect(library.AF_LINK).toBe(await python.ask('int(psutil.AF_LINK)'));
  });

  it('constants are what the functions take and give', async () => {
    const { pid } = await startSleeper();
    const one = new Process(pid);
    one.suspend();
    await expect.poll(() => one.status()).toBe(library.STATUS_STOPPED);
    one.ionice(library.IOPRIO_CLASS_IDLE);
    expect(one.ionice().ioclass).toBe(library.IOPRIO_CLASS_IDLE);
    expect(one.rlimit(library.RLIMIT_NOFILE)).toEqual(one.rlimit('nofile'));
    const { lo } = await library.netIfStats();
    expect(lo?.duplex).toBe(library.NIC_DUPLEX_UNKNOWN);
    expect((await library.netIfAddrs()).lo?.map(({ family }) => family)).toContain(library.AF_LINK);
  });

  it('getloadavg is the load average', () => {
    expect(library.getloadavg()).toHaveLength(3);
    for (const load of library.getloadavg()) expect(load).toBeGreaterThanOrEqual(0);
  });

  it.each([0, 1, 1023, 1024, 10_000, 100_001_221, 2 ** 40 - 1, 2 ** 50 - 1, 2 ** 80, 2 ** 95, 0.5])(
    'bytes2human writes %d as psutil does',
    async (bytes) => {
      const python = await startPsutil();
      expect(library.bytes2human(bytes)).toBe(await python.ask(`psutil._common.bytes2human(${bytes})`));
    },
  );

  it('bytes2human writes a loss with the unit that a gain has, and refuses what is no number', () => {
    expect(library.bytes2human(-5000)).toBe('-4.9K');
    expect(() => library.bytes2human('1' as never)).toThrow(TypeError);
  });

  it('Process.attrs is all that asDict reads', () => {
    expect(Object.keys(new Process().asDict())).toEqual(Process.attrs);
    expect(Object.isFrozen(Process.attrs)).toBe(true);
  });

  it('memoryFullInfo is memoryInfo with what the process has for itself', async () => {
    const { pid } = await startSleeper();
    const one = new Process(pid);
    one.suspend();
    await expect.poll(() => one.status()).toBe('stopped');
    const full = one.memoryFullInfo();
    expect(full).toEqual({ ...one.memoryInfo(), ...one.memoryFootprint() });
    expect(Object.isFrozen(full)).toBe(true);
    expect(one.asDict(['memoryFullInfo'])).toEqual({ memoryFullInfo: full });
    const python = await startPsutil();
    for (const kind of ['rss', 'uss', 'pss', 'swap'] as const) {
      const theirs = Number(await python.ask(`psutil.Process(${pid}).memory_percent("${kind}")`));
      expect(one.memoryPercent(kind)).toBeCloseTo(theirs, 3);
    }
    expect(() => one.memoryPercent('nope' as never)).toThrow(/valid ones are: rss, vms, .*uss, pss$/);
  });
});

describe('a program that is started', () => {
  it('is a process with the streams of its child, and reports how it ended', async () => {
    const one = await Process.spawn('sh', ['-c', 'read word; echo "got $word"; exit 3']);
    atEnd(() => void one.child.kill('SIGKILL'));
    expect(new Process(one.pid)).toBe(one);
    one.child.stdin?.end('it\n');
    const [said] = await once(one.child.stdout ?? process.stdin, 'data');
    expect(String(said)).toBe('got it\n');
    expect(await one.wait()).toBe(3);
    expect(inspect(one)).toMatch(/^Process\(pid=\d+, status='terminated', exitcode=3, started=/);
  });

  it('reports how it ended also when it ends at once', async () => {
    for (let round = 0; round < 20; round += 1) expect(await (await Process.spawn('false')).wait()).toBe(1);
  });

  it('is refused as Node refuses it', async () => {
    await expect(Process.spawn('/no/such/program')).rejects.toMatchObject({ code: 'ENOENT', syscall: /^spawn/ });
  });

  it('has a child only if Node has started it', async () => {
    const child = spawn('cat');
    atEnd(() => void child.kill('SIGKILL'));
    expect(new Process(child.pid).child).toBeNull();
    expect(Process.from(child).child).toBe(child);
  });
});

it('a process that was ended shows by which signal', async () => {
  const one = new Process((await startSleeper()).pid);
  one.name();
  one.kill();
  await one.wait();
  expect(String(one)).toMatch(/^Process\(pid=\d+, status='terminated', exitcode=-9, started='.*'\)$/);
});
