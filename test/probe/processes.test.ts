import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { createProbe } from '../../src/probe/probe.js';
import { startFamily, startSleeper, startSpinner, stateOf, statOf } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { NEEDS, readRow, rowsOf } from './readings.js';

/** Seconds that the kernel cuts off at most when it counts user and system time in ticks. */
const TWO_TICKS = 0.02;
/** Of one that runs it also leaves out what was used since the timer's last tick. */
const THREE_TICKS = 0.03;
const PATIENCE = { timeout: PATIENCE_MILLISECONDS, interval: 5 };

it('shows of a stopped process exactly what ps shows', async () => {
  const child = await startSpinner({ args: ['a  b', ''] });
  child.signal('SIGSTOP');
  await vi.waitUntil(() => stateOf(child.pid) === 'T', PATIENCE);
  const row = await readRow(child.pid);
  const ps = (field: string) =>
    execFileSync('ps', ['-o', `${field}=`, '-p', String(child.pid)], { encoding: 'utf8' }).trim();
  const numbers = {
    ppid: row.ppid,
    pgid: row.processGroupId,
    sid: row.sessionId,
    euid: row.uid,
    ni: row.nice,
    nlwp: row.threads,
    psr: row.processor,
    rss: row.residentBytes / 1024,
    vsz: row.virtualBytes / 1024,
    min_flt: row.minorFaults,
    maj_flt: row.majorFaults,
  };
  for (const [field, value] of Object.entries(numbers)) expect([field, value]).toEqual([field, Number(ps(field))]);
  expect(ps('user')).toBe(row.user);
  expect(ps('comm')).toBe(row.name);
  expect(ps('stat')[0]).toBe('T');
  expect(String.fromCharCode(row.state)).toBe('T');
  const stat = statOf(child.pid) ?? [];
  const ticked = (Number(stat[11]) + Number(stat[12])) / 100;
  expect(row.cpuSeconds).toBeGreaterThanOrEqual(ticked);
  expect(row.cpuSeconds).toBeLessThan(ticked + TWO_TICKS);
  expect(row.startTicks).toBe(Number(stat[19]));
  expect(row.terminalDevice).toBe(Number(stat[4]));
  expect(row.priority).toBe(Number(stat[15]));
});

it('finds no CPU time between two readings of a counter that was not used up between two of its own', async () => {
  const child = await startSpinner();
  const used = () => (Number(statOf(child.pid)?.[11]) + Number(statOf(child.pid)?.[12])) / 100;
  const probe = createProbe();
  for (let round = 0; round < 20; round += 1) {
    const before = used();
    const { cpuSeconds } = await readRow(child.pid, {}, probe);
    expect(cpuSeconds).toBeGreaterThanOrEqual(before);
    expect(cpuSeconds).toBeLessThan(used() + THREE_TICKS);
  }
});

it('lists the processes that ps lists', async () => {
  const family = await startFamily(5);
  const listed = () => new Set(execFileSync('ps', ['-eo', 'pid='], { encoding: 'utf8' }).match(/\d+/g)?.map(Number));
  const before = listed();
  const found = new Set(rowsOf(await createProbe().sample(NEEDS)).map((row) => row.pid));
  const after = listed();
  for (const pid of before) if (after.has(pid)) expect(found).toContain(pid);
  for (const pid of family.below) expect(found).toContain(pid);
});

it('shows a zombie as one, without a command line', async () => {
  const parent = spawn('perl', [
    '-e',
    '$| = 1; my $pid = fork // die; exit 7 if $pid == 0; print "$pid\\n"; sysread STDIN, $_, 1',
  ]);
  atEnd(() => void parent.kill('SIGKILL'));
  const [output] = await once(parent.stdout, 'data');
  const pid = Number(output);
  await vi.waitUntil(() => stateOf(pid) === 'Z', PATIENCE);
  const row = await readRow(pid);
  expect(row).toMatchObject({
    state: 'Z'.charCodeAt(0),
    name: 'perl',
    commandLine: '',
    residentBytes: 0,
    ppid: parent.pid,
  });
});

it('reads storage traffic only when asked, and what was not permitted once is unknown', async () => {
  const child = await startSleeper();
  expect(await readRow(child.pid)).toMatchObject({ readBytes: Number.NaN, writeBytes: Number.NaN });
  const asked = await readRow(child.pid, { io: true });
  expect(asked.readBytes).toBeGreaterThanOrEqual(0);
  expect(asked.writeBytes).toBe(0);
});

it('names the control group only when asked', async () => {
  const probe = createProbe();
  const cgroup = async (wanted: boolean) => (await readRow(process.pid, { cgroup: wanted }, probe)).cgroup;
  expect(await cgroup(false)).toBe('');
  expect(await cgroup(true)).toMatch(/^\//);
  expect(await cgroup(false)).toBe('');
});

it('gives each thread a row while threads are asked for', async () => {
  const probe = createProbe();
  const ofThisProcess = async (threads: boolean) =>
    rowsOf(await probe.sample({ ...NEEDS, threads })).filter((row) => row.threadGroupId === process.pid);
  expect(await ofThisProcess(false)).toHaveLength(1);
  const rows = await ofThisProcess(true);
  expect(rows.length).toBeGreaterThan(4);
  expect(rows.length).toBe(rows.find((row) => row.pid === process.pid)?.threads);
  expect(new Set(rows.map((row) => row.commandLine)).size).toBe(1);
  expect(new Set(rows.map((row) => row.serial)).size).toBe(rows.length);
  expect(await ofThisProcess(false)).toHaveLength(1);
});

it('follows a process through exec: the same one under another name and line', async () => {
  const child = spawn('sh', ['-c', 'read line; exec sleep 60']);
  atEnd(() => void child.kill('SIGKILL'));
  const probe = createProbe();
  const pid = child.pid ?? 0;
  await vi.waitUntil(() => stateOf(pid) === 'S', PATIENCE);
  const before = await readRow(pid, {}, probe);
  child.stdin.write('go\n');
  expect(before.name).toBe('sh');
  // The kernel gives the name a moment before the arguments.
  const expected = { serial: before.serial, slot: before.slot, name: 'sleep', commandLine: 'sleep\x0060\0' };
  await vi.waitFor(async () => expect(await readRow(pid, {}, probe)).toMatchObject(expected), PATIENCE);
});

it('does not read with two samples at once', async () => {
  const probe = createProbe();
  const first = probe.sample(NEEDS);
  await expect(probe.sample(NEEDS)).rejects.toThrow('under way');
  expect((await first).processes.count).toBeGreaterThan(1);
  expect((await probe.sample(NEEDS)).processes.count).toBeGreaterThan(1);
});

it('leaves a snapshot as it was while the next is taken', async () => {
  const probe = createProbe();
  const first = await probe.sample(NEEDS);
  const before = [...first.processes.columns.cpuSeconds];
  await startSpinner();
  await probe.sample(NEEDS);
  expect([...first.processes.columns.cpuSeconds]).toEqual(before);
});
