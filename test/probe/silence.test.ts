import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Process } from '../../src/library/process/process.js';
import { createProbe } from '../../src/probe/probe.js';
import { atEnd } from '../support/endings.js';
import { makeTree, readRow } from './readings.js';

const SERVER = fileURLToPath(new URL('../support/dead-server.mjs', import.meta.url));

it('an open file on a dead server gives no answer, and keeps nothing else waiting', async () => {
  const folder = makeTree({});
  const server = spawn(process.execPath, [SERVER, folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  atEnd(async () => {
    await end(server);
    spawnSync('umount', ['-l', folder]);
  });
  await Promise.race([once(server.stdout, 'data'), once(server, 'exit')]);
  // Where nobody may mount, what waits for an answer is tested by itself: native/test/aside_test.cc.
  if (server.exitCode !== null) return;
  // A shell, because most others look at what they have opened.
  const script = `exec 3< '${folder}/f'; echo; exec sleep 600`;
  const holder = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(async () => {
    // Until the server ends its client can't.
    await end(server);
    await end(holder);
  });
  await once(holder.stdout, 'data');

  const probe = createProbe();
  const pid = holder.pid ?? 0;
  const identity = await readRow(pid, {}, probe);
  // More often than Node has threads to do it with.
  for (let time = 0; time < 6; time++) {
    const seen = await probe.detail(identity);
    const files = seen.ok && 'value' in seen.detail.openFiles ? seen.detail.openFiles.value : [];
    expect(files.filter(({ answers }) => !answers)).toMatchObject([{ fd: 3, path: join(folder, 'f'), mode: 'r' }]);
    expect(files.find((file) => file.fd === 0)).toMatchObject({ kind: 'device', path: '/dev/null' });
    expect(seen.ok && 'value' in seen.detail.executable).toBe(true);
    expect((await readRow(pid, {}, probe)).startTicks).toBe(identity.startTicks);
  }
  expect(new Process(pid).openFiles().map(({ path }) => path)).toEqual([join(folder, 'f')]);
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
