import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { bundleExample } from '../../scripts/bundle-example.mjs';
import { startPython } from '../probe/net/programs.js';
import { startSleeper } from '../support/children.js';

const run = (code: string) => `run(${JSON.stringify(code)})`;

it('the example for ports names the processes that listen, and has an exit status for a free port', async () => {
  const python = await startPython();
  await python.ask(run('open("/proc/self/comm", "w").write("esc\\x1b[2J")'));
  await python.ask(run('listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen()'));
  const port = String(await python.ask('listener.getsockname()[1]'));
  expect(await runExample('port', port)).toMatchObject({
    status: 0,
    stdout: `${port} is taken by esc?[2J (${python.pid})\n`,
    stderr: '',
  });
  await python.ask(run('listener.close()'));
  expect(await runExample('port', port)).toMatchObject({ status: 1, stdout: `${port} is free\n`, stderr: '' });
});

it('the example for ports says what a port is', async () => {
  const { status, stderr } = await runExample('port', 'http');
  expect(status).toBe(1);
  expect(stderr).toContain('ports are whole numbers from 0 to 65535');
});

it('the example for processes shows what runs, harmlessly', async () => {
  const { pid } = await startSleeper({ name: 'esc\x1b[2J', argv0: 'esc\x1b[2J' });
  const { status, stdout, stderr } = await runExample('top', '1');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /^CPU [\d.]+ % {2}load [\d. ]+ {2}memory \d+ of \d+ MiB\n\nPID +USER +CPU % +MEM MiB +STATUS +TIME +COMMAND\n/,
  );
  const line = stdout.split('\n').find((each) => each.startsWith(`${pid} `));
  expect(line).toMatch(/^\d+ +\S+ +[\d.]+ +\d+ +\S+ +[\d.]+ +esc\?\[2J -c/);
  expect(stdout).not.toContain('\x1b');
  expect(readFileSync('examples/top.ts', 'utf8').split('\n').length).toBeLessThanOrEqual(66);
});

async function runExample(name: string, ...args: readonly string[]): Promise<SpawnSyncReturns<string>> {
  return spawnSync(process.execPath, [await bundleExample(name), ...args], { encoding: 'utf8' });
}

it('the example for events tells what ends badly, harmlessly', async () => {
  const program = spawn(process.execPath, [await bundleExample('events')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: program.stdout });
  const again = setInterval(() => spawn('sh', ['-c', 'exit 41', '\x1b[2J']), 100);
  for await (const line of lines) {
    expect(line).not.toContain('\x1b');
    if (/ {2}exited \d+ \S+ \(status 41 after \d\.\d{3} s\) {2}sh -c exit 41 \?\[2J$/.test(line)) break;
  }
  clearInterval(again);
  program.kill('SIGINT');
  const [status] = await once(program, 'exit');
  expect(status).toBe(0);
});
