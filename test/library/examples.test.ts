import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { bundleExample } from '../../scripts/bundle-example.mjs';
import { startPython } from '../probe/net/programs.js';

const run = (code: string) => `run(${JSON.stringify(code)})`;

it('the example for ports names who listens, and tells a free port by its exit status', async () => {
  const python = await startPython();
  await python.ask(run('open("/proc/self/comm", "w").write("esc\\x1b[2J")'));
  await python.ask(run('listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen()'));
  const port = String(await python.ask('listener.getsockname()[1]'));
  expect(await runPort(port)).toMatchObject({
    status: 0,
    stdout: `${port} is taken by esc?[2J (${python.pid})\n`,
    stderr: '',
  });
  await python.ask(run('listener.close()'));
  expect(await runPort(port)).toMatchObject({ status: 1, stdout: `${port} is free\n`, stderr: '' });
});

it('the example for ports says what a port is', async () => {
  const { status, stderr } = await runPort('http');
  expect(status).toBe(1);
  expect(stderr).toContain('ports are whole numbers from 0 to 65535');
});

async function runPort(port: string): Promise<SpawnSyncReturns<string>> {
  return spawnSync(process.execPath, [await bundleExample('port'), port], { encoding: 'utf8' });
}
