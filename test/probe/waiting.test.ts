import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandText } from '../../src/model/processes/command-line.js';
import { createProbe } from '../../src/probe/probe.js';
import { startDeadServer } from '../support/dead-server.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { crowdOf, makeProc } from '../support/proc-tree.js';
import { NEEDS } from './readings.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// A file whose server is dead stands for it. Where nobody may mount one, native/test/aside_test.cc stands alone.
describe('a process that keeps its readers waiting, as one with a locked memory map does,', () => {
  it('keeps no sample waiting: its arguments are unknown until they can be read', async () => {
    const server = await startDeadServer();
    if (server === undefined) return;
    const root = makeProc(crowdOf(3));
    const path = join(root, '2/cmdline');
    const probe = createProbe({ procRoot: root });
    const commands = async () => {
      const { processes } = await probe.sample(NEEDS);
      return [0, 1, 2].map((slot) => commandText(processes, slot));
    };
    rmSync(path);
    symlinkSync(server.file, path);
    for (let sample = 0; sample < 3; sample++) {
      expect(await commands()).toEqual(['task1 --serve', 'task2 …', 'task3 --serve']);
    }
    rmSync(path);
    writeFileSync(path, 'task2\0--late\0');
    await server.end();
    while ((await commands())[1] !== 'task2 --late') await turn();
    expect(await commands()).toEqual(['task1 --serve', 'task2 --late', 'task3 --serve']);
  });

  it.each(['cmdline', 'io', 'cgroup', 'status'])('keeps no key waiting in later samples: %s', async (file) => {
    const server = await startDeadServer();
    if (server === undefined) return;
    const namespace = ['--pid', '--fork', '--mount', '--mount-proc', '--kill-child'];
    const args = [fileOf('./waiting.mjs'), fileOf('../../build/Release/ntop.node'), server.file, file];
    const { stdout, stderr } = spawnSync('unshare', [...namespace, process.execPath, ...args], {
      encoding: 'utf8',
      timeout: PATIENCE_MILLISECONDS,
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout || '"it was read on the main thread, which waits for ever"')).toMatchObject({
      isThere: true,
    });
  });
});
