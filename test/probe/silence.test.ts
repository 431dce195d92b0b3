import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { Process } from '../../src/library/process/process.js';
import { createProbe } from '../../src/probe/probe.js';
import { endOf, startDeadServer } from '../support/dead-server.js';
import { atEnd } from '../support/endings.js';
import { readRow } from './readings.js';

it('an open file on a dead server gives no answer, and keeps nothing else waiting', async () => {
  const server = await startDeadServer();
  // Where nobody may mount, what waits for an answer is tested by itself: native/test/aside_test.cc.
  if (server === undefined) return;
  // A shell, because most others look at what they have opened.
  const script = `exec 3< '${server.file}'; echo; exec sleep 600`;
  const holder = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(async () => {
    await server.end();
    await endOf(holder);
  });
  await once(holder.stdout, 'data');

  const probe = createProbe();
  const pid = holder.pid ?? 0;
  const identity = await readRow(pid, {}, probe);
  // More often than Node has threads to do it with.
  for (let time = 0; time < 6; time++) {
    const seen = await probe.detail(identity);
    const files = seen.ok && 'value' in seen.detail.openFiles ? seen.detail.openFiles.value : [];
    expect(files.filter(({ answers }) => !answers)).toMatchObject([{ fd: 3, path: server.file, mode: 'r' }]);
    expect(files.find((file) => file.fd === 0)).toMatchObject({ kind: 'device', path: '/dev/null' });
    expect(seen.ok && 'value' in seen.detail.executable).toBe(true);
    expect((await readRow(pid, {}, probe)).startTicks).toBe(identity.startTicks);
  }
  expect(new Process(pid).openFiles().map(({ path }) => path)).toEqual([server.file]);
});
