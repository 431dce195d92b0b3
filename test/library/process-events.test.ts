import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, expectTypeOf, it } from 'vitest';
import { type MissedEvents, type ProcessEvent, processEvents } from '../../src/library/index.js';
import { itIsTold, whyNotTold } from '../probe/events/heard.js';
import { asNobody } from '../probe/nobody.js';

const LIBRARY = fileURLToPath(new URL('../../dist/library.cjs', import.meta.url));
const run = promisify(execFile);

/** Runs a program that knows the library as `ntop`; what it prints, as JSON. */
async function told(program: string, prefix: readonly string[] = []): Promise<unknown> {
  const script = `const ntop = require(process.argv[1]);
    const { spawn, spawnSync } = require('node:child_process');
    const { Worker } = require('node:worker_threads');
    (async () => {${program}})().then((result) => console.log(JSON.stringify(result)));`;
  const [command = '', ...words] = [...prefix, process.execPath, '-e', script, LIBRARY];
  const { stdout } = await run(command, words);
  return JSON.parse(stdout);
}

const HOSTILE = ['-c', 'read x; kill -SEGV $$', 'hostile\x1b[2J'];

/** What is told of a shell that ends once its start was told. */
async function lifeOf(words: readonly string[]) {
  const events = processEvents();
  let next = events.next();
  const child = spawn('sh', words);
  const ofIt: ProcessEvent[] = [];
  while (ofIt.length < 2) {
    const { value } = await next;
    next = events.next();
    if (!value || value.lost !== undefined || value.pid !== child.pid || value.ppid !== process.pid) continue;
    ofIt.push(value);
    child.stdin.end();
  }
  child.stdin.end();
  void events.return();
  return { pid: child.pid as number, events: ofIt };
}

it('tells that a program starts, and how it ends', async () => {
  let told = await lifeOf(HOSTILE);
  // When too much happens on the machine, a start is told without what it is of.
  while (told.events[0]?.name === null) told = await lifeOf(HOSTILE);
  const [start, end] = told.events;
  const child = told;
  const why = await whyNotTold();
  if (why !== undefined) {
    expect(why).toMatch(/\.$/);
    expect(start).toMatchObject({ pid: child.pid, name: 'sh', source: 'samples', event: 'started' });
    return expect(end).toMatchObject({
      pid: child.pid,
      identity: start?.identity,
      lifetimeSeconds: expect.any(Number),
    });
  }
  const own = { pid: child.pid, name: 'sh', ppid: process.pid, source: 'connector', exitStatus: null };
  expect(start).toMatchObject({ ...own, event: 'started', signal: null, lifetimeSeconds: null });
  expect(end).toMatchObject({ ...own, event: 'crashed', signal: 'SIGSEGV', command: start?.command });
  expect(start?.command).toEqual(['sh', ...HOSTILE]);
  expect(start?.identity).toMatch(new RegExp(`^${child.pid}-\\d+-\\d+$`));
  expect(end?.identity).toBe(start?.identity);
  expect(Date.parse(end?.time ?? '')).toBeGreaterThanOrEqual(Date.parse(start?.time ?? ''));
  expect(end?.lifetimeSeconds).toBeGreaterThan(0);
  if (process.getuid?.() === 0) expect(end?.peakResidentBytes).toBeGreaterThan(0);
  expect(Object.isFrozen(end) && structuredClone(end)).toEqual(end);
  expect(JSON.parse(JSON.stringify(end))).toEqual(end);
});

it('rejects with the reason of the signal that ends it, at any time', async () => {
  const stop = new AbortController();
  const events = processEvents({ signal: stop.signal });
  const reading = (async () => {
    for await (const _ of events) stop.abort(new Error('enough'));
  })();
  const reason = setInterval(() => spawn('sleep', ['1']), 50);
  await expect(reading).rejects.toThrow('enough');
  clearInterval(reason);
  expect((await events.next()).done).toBe(true);
  await expect(processEvents({ signal: AbortSignal.abort(new Error('before')) }).next()).rejects.toThrow('before');
});

it('keeps a program running until it is left, and then leaves nothing behind', async () => {
  const program = `
    const fds = () => require('node:fs').readdirSync('/proc/self/fd').length;
    const threads = () => require('node:fs').readdirSync('/proc/self/task').length;
    const hear = async () => {
      const events = ntop.processEvents();
      const first = events.next();
      const child = spawn('sleep', ['60']);
      await first;
      child.kill();
      await events.return();
    };
    for (let round = 0; round < 5; round += 1) await hear();
    const before = [fds(), threads()];
    for (let round = 0; round < 20; round += 1) await hear();
    for (let wait = 0; wait < 1000 && (fds() > before[0] || threads() > before[1]); wait += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return [fds() <= before[0], threads() <= before[1]];`;
  expect(await told(program)).toEqual([true, true]);
});

itIsTold('tells several listeners and threads the same, and an ended thread takes nothing with it', async () => {
  const body = `
    const ntop = require(${JSON.stringify(LIBRARY)});
    const { parentPort } = require('node:worker_threads');
    (async () => {
      const events = ntop.processEvents();
      let next = events.next();
      parentPort.once('message', () => {});
      parentPort.postMessage('listens');
      for (;;) {
        const { value } = await next;
        if (value.exitStatus === 77) parentPort.postMessage(value.pid);
        next = events.next();
      }
    })();`;
  const program = `
    const workers = Array.from({ length: 3 }, () => new Worker(${JSON.stringify(body)}, { eval: true }));
    await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
    const heard = Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
    const own = ntop.processEvents();
    let next = own.next();
    const { pid } = spawnSync('sh', ['-c', 'exit 77']);
    let mine;
    do { mine = (await next).value; next = own.next(); } while (mine.exitStatus !== 77);
    const pids = [mine.pid, ...(await heard)];
    await Promise.all(workers.map((worker) => worker.terminate()));
    void own.return();
    setTimeout(() => process.exit(1), 60000).unref();
    spawnSync('true');
    await next;
    return pids.map((one) => one === pid);`;
  expect(await told(program)).toEqual([true, true, true, true]);
});

const ALONE = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--mount-proc'];
const COMPARED = `
  const events = ntop.processEvents();
  const next = events.next();
  const seen = [];
  const child = spawn('sleep', ['60']);
  for (let { value } = await next; seen.length < 2; ({ value } = await events.next())) {
    if (value.pid !== child.pid) continue;
    seen.push(value);
    if (value.event === 'started') child.kill('SIGKILL');
    else break;
  }
  await events.return();
  return seen.map(({ event, name, command, source, signal, exitStatus }) => [event, name, command, source === 'connector', signal, exitStatus]);`;

it('compares processes where the kernel does not tell, as in another PID namespace', async () => {
  const seen = (await told(COMPARED, ALONE)) as unknown[][];
  expect(seen[0]).toEqual(['started', 'sleep', ['sleep', '60'], false, null, null]);
  // How it ended is told by its pidfd, since Linux 6.15.
  const [event, name, , isTold, signal, status] = seen[1] ?? [];
  expect([event, name, isTold, status]).toEqual(['exited', 'sleep', false, null]);
  expect([null, 'SIGKILL']).toContain(signal);
});

it('tells an ordinary user the same but for what it used, or says that it only compares', async () => {
  const body = `
    const events = new addon.Events('/proc', () => wake());
    let wake = () => {};
    await new Promise((resolve) => { wake = resolve; });
    const { refusals } = events.take();
    if (refusals[0] !== '') {
      events.end();
      return [refusals];
    }
    const { status, pid } = require('node:child_process').spawnSync('sh', ['-c', 'exit 9']);
    for (;;) {
      const { numbers } = events.take();
      const names = addon.layouts.eventNumbers;
      const rows = Array.from({ length: numbers.length / names.length }, (_, at) =>
        Object.fromEntries(names.map((name, place) => [name, numbers[names.length * at + place]])));
      const end = rows.find((each) => each.event === 1 && each.pid === pid);
      if (end) { events.end(); return [refusals, end.exitStatus, end.cpuSeconds]; }
      await new Promise((resolve) => { wake = resolve; });
    }`;
  const [refusals, status, cpuSeconds] = (await asNobody(body, {})) as [string[], number, unknown];
  expect(refusals[1]).toMatch(/(CAP_NET_ADMIN|namespace).*\.$/);
  if (refusals[0] === '') expect([status, cpuSeconds]).toEqual([9, null]);
  else expect(refusals[0]).toMatch(/^Before Linux 6\.6 |namespaces/);
});

it('has events and gaps, which the types tell apart', () => {
  expectTypeOf<Awaited<ReturnType<ReturnType<typeof processEvents>['next']>>['value']>().toEqualTypeOf<
    // biome-ignore lint/suspicious/noConfusingVoidType: what an iterator returns
    ProcessEvent | MissedEvents | void
  >();
  const gap = { time: '', lost: 3 } as ProcessEvent | MissedEvents;
  if (gap.lost === undefined) expectTypeOf(gap).toEqualTypeOf<ProcessEvent>();
  else expectTypeOf(gap).toEqualTypeOf<MissedEvents>();
});
