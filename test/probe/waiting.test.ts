import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createProbe } from '../../src/probe/probe.js';
import { atEnd } from '../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { crowdOf, makeProc } from '../support/proc-tree.js';
import { NEEDS, rowsOf } from './readings.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

function makePipe(path: string): string {
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
  return path;
}

describe('a process that keeps its readers waiting, as one with a locked memory map does,', () => {
  it('keeps the first sample waiting, and no key', async () => {
    const root = makeProc(crowdOf(3));
    const pipe = makePipe(join(root, '2/cmdline'));
    let ended = false;
    const sampling = createProbe({ procRoot: root })
      .sample(NEEDS)
      .finally(() => {
        ended = true;
      });
    const writer = await readerAt(pipe);
    expect(ended).toBe(false);
    closeSync(writer);
    expect(rowsOf(await sampling).map(({ commandLine }) => commandLine)).toEqual([
      'task1\0--serve\0',
      '',
      'task3\0--serve\0',
    ]);
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
      waited: true,
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
