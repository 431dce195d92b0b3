import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NO_NEEDS } from '../../../src/model/machine/machine.js';
import { addon } from '../../../src/probe/addon.js';
import { createEventProbe } from '../../../src/probe/events.js';
import { createSource } from '../../../src/probe/source.js';
import { WITHOUT_NETLINK } from '../net/programs.js';
import { hear, itIsTold } from './heard.js';

const ADDON = new URL('../../../build/Release/ntop.node', import.meta.url).pathname;

/** Why each listener is not at work in such a program; empty where it is. */
const TELL = `
  const { Events } = require(process.argv[1]);
  const events = new Events(process.argv[2] ?? '/proc', () => {
    const { hasBegun, refusals } = events.take();
    if (!hasBegun) return;
    console.log(JSON.stringify(refusals));
    events.end();
  });`;

function refusalsIn(prefix: readonly string[], ...words: readonly string[]): readonly string[] {
  const [command = '', ...rest] = [...prefix, process.execPath, '-e', TELL, ADDON, ...words];
  const { stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

it.each([
  ['network', ['unshare', '--user', '--map-root-user', '--net'], /network namespaces/],
  ['user', ['unshare', '--user', '--map-root-user'], /(user|PID) namespaces/],
  ['PID', ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--mount-proc'], /namespaces/],
])('says in another %s namespace that the kernel tells nothing, and why', (_, prefix, reason) => {
  const [connector, taskstats] = refusalsIn(prefix);
  expect(connector).toMatch(reason);
  for (const refusal of [connector, taskstats]) expect(refusal).toMatch(/^[A-Z].*\.$/);
});

it('says that the events of the kernel are not those of another /proc', () => {
  for (const refusal of refusalsIn([], '/sys'))
    expect(refusal).toBe("The kernel's events are not of the processes that are read: /sys replaces /proc.");
});

it('says it where a sandbox refuses netlink', () => {
  const [connector, taskstats] = refusalsIn(['python3', '-c', WITHOUT_NETLINK]);
  expect(connector).toMatch(/^(This kernel has no process connector|The process connector can't be opened \(\w+\))\.$/);
  expect(taskstats).toMatch(/^[A-Z].*\.$/);
});

itIsTold('has a batch in each sample while it is needed, and listens no longer', async () => {
  const listens = () => threadsOf('self').length;
  const source = createSource();
  const before = listens();
  const needs = { ...NO_NEEDS, events: true };
  expect((await source.sample(needs)).events?.lost).toBe(0);
  const child = spawn('sh', ['-c', 'exit 5']);
  const pid = child.pid as number;
  const found = async () => {
    const { events } = await source.sample(needs);
    return (
      events?.events
        .filter((event) => event.pid === pid && event.parentPid === process.pid)
        .map(({ event, exitStatus }) => [event, exitStatus]) ?? []
    );
  };
  const all: unknown[] = [];
  while (all.length < 2) all.push(...(await found()));
  expect(all).toEqual([
    ['started', undefined],
    ['exited', 5],
  ]);
  expect((await source.sample(NO_NEEDS)).events).toBeUndefined();
  await expect.poll(listens).toBeLessThanOrEqual(before + 1);
});

it('starts and stops a thousand times without a thread, a descriptor or memory left', async () => {
  const probe = createEventProbe();
  const turn = async () => {
    probe.listen();
    probe.take();
    probe.rest();
  };
  const openFiles = () => readdirSync('/proc/self/fd').length;
  for (let round = 0; round < 20; round += 1) await turn();
  const heard = await hear();
  await heard.stop();
  const [files, threads] = [openFiles(), threadsOf('self').length];
  for (let round = 0; round < 1000; round += 1) await turn();
  await expect.poll(() => threadsOf('self').length, { timeout: 60_000 }).toBeLessThanOrEqual(threads);
  await expect.poll(openFiles, { timeout: 60_000 }).toBeLessThanOrEqual(files);
});

itIsTold('keeps the newest events between two samples, and counts the others as lost', async () => {
  const probe = createEventProbe();
  const heard = await hear();
  await probe.take();
  const maker = spawn('perl', ['-e', 'for (1..6000) { my $pid = fork; exit unless $pid; waitpid $pid, 0 }']);
  await heard.end(maker.pid as number);
  const { events, lost } = await probe.take();
  probe.rest();
  expect(events).toHaveLength(4096);
  expect(events.length + lost).toBeGreaterThanOrEqual(6000);
  const moments = events.map(({ wallClockMilliseconds }) => wallClockMilliseconds);
  expect(moments).toEqual(moments.toSorted((one, other) => one - other));
});

it('ends at once with the program, whatever it listens to', () => {
  const script = `const { Events, endNow } = require(process.argv[1]);
    for (let count = 0; count < 10; count += 1) new Events('/proc', () => {});
    setTimeout(() => endNow(7), 20);`;
  expect(spawnSync(process.execPath, ['-e', script, ADDON]).status).toBe(7);
  expect(addon()).toBeDefined();
});

function threadsOf(pid: string): readonly string[] {
  return existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`).filter((tid) => isThere(pid, tid)) : [];
}

function isThere(pid: string, tid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/task/${tid}/comm`, 'utf8') !== '';
  } catch {
    return false;
  }
}
