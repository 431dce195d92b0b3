import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandText } from '../../src/model/processes/command-line.js';
import { createProbe } from '../../src/probe/probe.js';
import { atEnd } from '../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { crowdOf, makeProc } from '../support/proc-tree.js';
import { NEEDS } from './readings.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

function makePipe(path: string): string {
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
  return path;
}

describe('a process that keeps its readers waiting, as one with a locked memory map does,', () => {
  it('keeps no sample waiting: its arguments are unknown until they can be read', async () => {
    const root = makeProc(crowdOf(3));
    const path = join(root, '2/cmdline');
    const probe = createProbe({ procRoot: root });
    const commands = async () => {
      const { processes } = await probe.sample(NEEDS);
      return [0, 1, 2].map((slot) => commandText(processes, slot));
    };
    makePipe(path);
    for (let sample = 0; sample < 3; sample++) {
      expect(await commands()).toEqual(['task1 --serve', 'task2 …', 'task3 --serve']);
    }
    const writer = await readerAt(path);
    rmSync(path);
    writeFileSync(path, 'task2\0--late\0');
    closeSync(writer);
    while ((await commands())[1] !== 'task2 --late') await turn();
    expect(await commands()).toEqual(['task1 --serve', 'task2 --late', 'task3 --serve']);
  });

  it.each(['cmdline', 'io', 'cgroup', 'status'])('keeps no key waiting in later samples: %s', (file) => {
    const folder = mkdtempSync(join(tmpdir(), 'ntop-waiting-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const namespace = [...user, '--pid', '--fork', '--mount', '--mount-proc', '--kill-child'];
    // Where no namespaces are allowed, the first test stands alone.
    if (spawnSync('unshare', [...namespace, 'true']).status !== 0) return;
    const args = [
      fileOf('./waiting.mjs'),
      fileOf('../../build/Release/ntop.node'),
      makePipe(join(folder, 'pipe')),
      file,
    ];
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

/** A pipe can be opened so only while somebody waits at its other end. */
async function readerAt(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await turn();
    }
  }
}
