import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { release } from 'node:os';
import { expect, it } from 'vitest';
import { pidExists } from '../../src/library/process/pids.js';
import { Process } from '../../src/library/process/process.js';
import { waitProcs } from '../../src/library/process/wait-procs.js';
import { startSleeper, stateOf } from '../support/children.js';
import { atEnd } from '../support/endings.js';

/** Kernels before 6.15 tell nothing of a child that Node has reaped. */
const [major = 0, minor = 0] = release().split('.').map(Number);
const toldByKernel = (code: number) => (major * 1000 + minor >= 6015 ? code : null);

/** Checks that nothing knows the process any more. */
function expectGone(one: Process): void {
  expect(stateOf(one.pid)).toBeUndefined();
  expect([one.isRunning(), pidExists(one.pid)]).toEqual([false, false]);
  expect(() => one.kill()).toThrow(expect.objectContaining({ name: 'NoSuchProcess', pid: one.pid }));
  expect(new Process().children()).not.toContain(one);
}

it('a child that was waited for is gone in every way', async () => {
  for (let round = 0; round < 10; round += 1) {
    const one = new Process((await startSleeper()).pid);
    one.kill();
    expect(await one.wait()).toBe(-9);
    expectGone(one);
  }
});

it('several children that were waited for are gone in every way', async () => {
  const children = await Promise.all([startSleeper(), startSleeper(), startSleeper()]);
  const all = children.map(({ pid }) => new Process(pid));
  for (const one of all) one.kill();
  const gone: Process[] = [];
  const onGone = (one: Process) => {
    expectGone(one);
    gone.push(one);
  };
  expect((await waitProcs(all, { onGone })).alive).toEqual([]);
  expect(new Set(gone)).toEqual(new Set(all));
});

it('a child that has just ended counts as ended, with no time to wait, and is gone then', async () => {
  const child = spawn('sh', ['-c', 'exit 7']);
  const exit = once(child, 'exit');
  const one = new Process(child.pid);
  // Node learns of it in the next turn of the loop.
  while (stateOf(one.pid) !== 'Z');
  expect(await one.wait({ timeout: 0 })).toBe(7);
  expectGone(one);
  expect(await exit).toEqual([7, null]);
});

it('asking a child over and over whether it has ended reports how, although Node reaped it in between', async () => {
  const { pid, exit } = await startSleeper();
  const one = new Process(pid);
  await expect(one.wait({ timeout: 0 })).rejects.toMatchObject({ name: 'TimeoutExpired' });
  one.kill();
  await exit;
  expect(await one.wait({ timeout: 0 })).toBe(toldByKernel(-9));
  expect(one.returncode).toBe(toldByKernel(-9));
});

it('a child that ends between two limited waits reports how', async () => {
  const { pid, exit } = await startSleeper();
  const one = new Process(pid);
  await expect(one.wait({ timeout: 0.001 })).rejects.toMatchObject({ name: 'TimeoutExpired' });
  one.terminate();
  await exit;
  expect(await waitProcs([one], { timeout: 0 })).toEqual({ gone: [one], alive: [] });
  expect(one.returncode).toBe(toldByKernel(-15));
});

it('asking over and over keeps one descriptor for the child, until its end is known', async () => {
  const count = () => readdirSync('/proc/self/fd').length;
  const { pid } = await startSleeper();
  const one = new Process(pid);
  const before = count();
  for (let round = 0; round < 20; round += 1) await one.wait({ timeout: 0 }).catch(() => undefined);
  expect(count()).toBe(before + 1);
  one.kill();
  await one.wait();
  await expect.poll(count).toBeLessThan(before);
});

it('a child that Node has not started, and therefore never reaps, reports how it ended all the same', async () => {
  const library = new URL('../../dist/library.cjs', import.meta.url).pathname;
  const program = `
    const ntop = require(process.argv[1]);
    const [child] = new ntop.Process().children();
    process.stdin.destroy();
    child.kill();
    child.wait().then((code) => console.log(code, child.status()));`;
  const child = spawn('sh', ['-c', 'sleep 60 & exec "$0" "$@"', process.execPath, '-e', program, library]);
  atEnd(() => void child.kill('SIGKILL'));
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('-9 zombie\n');
});
