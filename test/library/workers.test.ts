import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const LIBRARY = fileOf('../../dist/library.cjs');

/** Runs a program that knows the library as `ntop`; what it prints. */
function run(program: string): string {
  const script = `const ntop = require(process.argv[1]);
    const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
    const { spawn } = require('node:child_process');
    (async () => {${program}})();`;
  return execFileSync(process.execPath, ['-e', script, LIBRARY], { encoding: 'utf8' });
}

/** A worker's own program. */
const inWorker = (body: string) =>
  `new Worker(${JSON.stringify(`
  const ntop = require(${JSON.stringify(LIBRARY)});
  const { parentPort, workerData } = require('node:worker_threads');
  (async () => {${body}})();`)}, { eval: true, workerData: { pid: process.pid } })`;

it('several threads read, wait and end at once', () => {
  const body = `
    const { spawn } = require('node:child_process');
    for (let round = 0; round < 20; round += 1) for (const one of ntop.processIter(['name', 'memoryInfo', 'cmdline']));
    const child = spawn('sh', ['-c', 'exit 3']);
    parentPort.postMessage([await ntop.Process.from(child).wait(), new ntop.Process().pid === workerData.pid]);`;
  const said = run(`
    const workers = Array.from({ length: 3 }, () => ${inWorker(body)});
    const told = await Promise.all(workers.map((worker) => new Promise((resolve, reject) => {
      let message;
      worker.on('message', (value) => { message = value; }).on('error', reject).on('exit', () => resolve(message));
    })));
    console.log(JSON.stringify(told));`);
  expect(JSON.parse(said)).toEqual([
    [3, true],
    [3, true],
    [3, true],
  ]);
});

it('a thread that is ended while it waits takes nothing with it', () => {
  const body = `
    const waiting = new ntop.Process(Number(workerData.pid)).children()[0].wait();
    parentPort.postMessage('waits');
    await waiting;`;
  const said = run(`
    const { readdirSync } = require('node:fs');
    const child = spawn('sleep', ['60']);
    await require('node:events').once(child, 'spawn');
    const counts = [];
    for (let round = 0; round < 6; round += 1) {
      const worker = ${inWorker(body)};
      await new Promise((resolve) => worker.once('message', resolve));
      await worker.terminate();
      counts.push(readdirSync('/proc/self/fd').length);
    }
    const ended = new ntop.Process(child.pid).wait();
    child.kill('SIGTERM');
    console.log(JSON.stringify([counts[5] <= counts[1], await ended]));`);
  expect(JSON.parse(said)).toEqual([true, -15]);
});

it('an error on its way from a thread keeps what it says', () => {
  const said = run(`
    const worker = ${inWorker('new ntop.Process(2 ** 30).name();')};
    const error = await new Promise((resolve) => worker.once('error', resolve));
    const { name, code, pid } = error;
    console.log(JSON.stringify({ name, code, pid }));`);
  expect(JSON.parse(said)).toEqual({ name: 'NoSuchProcess', code: 'ERR_NO_SUCH_PROCESS', pid: 2 ** 30 });
});

it('a promise that waits keeps the program alive; nothing else does', () => {
  expect(
    run(`const child = spawn('sh', ['-c', 'sleep 0.1; exit 4'], { detached: true, stdio: 'ignore' });
    child.unref();
    console.log(await new ntop.Process(child.pid).wait());`),
  ).toBe('4\n');
  expect(run(`new ntop.Process().cpuPercent(); [...ntop.processIter(['name'])]; console.log('done');`)).toBe('done\n');
});

it('being imported reads nothing of /proc: what is missing shows at the first call', () => {
  const script = `process.env.NTOP_PROCFS = '/nowhere';
    const ntop = require(process.argv[1]);
    console.log(typeof ntop.Process);
    try { ntop.pids(); } catch ({ code, message }) { console.log(code, message.includes('/nowhere')); }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script, LIBRARY], { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['function\nENOENT true\n', '']);
});
