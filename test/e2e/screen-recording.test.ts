import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSleeper } from '../support/children.js';
import { eventually, PROGRAM, startNtop } from '../support/e2e.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-screen-recording-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The PIDs of each sample. */
function replayed(path: string, pids: readonly number[]): readonly (readonly number[])[] {
  const argv = [PROGRAM, 'replay', path, '--json', '-p', pids.join()];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  expect(stderr).toBe('');
  const samples = stdout.trim().split('\n');
  return samples.map((line) =>
    JSON.parse(line)
      .rows.map(({ pid }: { readonly pid: number }) => pid)
      .sort(),
  );
}

/** So many more samples were written. */
async function grown(path: string, samples: number): Promise<void> {
  for (let sample = 0; sample < samples; sample += 1) {
    const { size } = statSync(path);
    await eventually(() => statSync(path).size > size, 'another sample');
  }
}

it('a child that ended while the screen recorded is in the file as long as it lived', async () => {
  const [child, other] = [await startSleeper(), await startSleeper()];
  const pids = [child.pid, other.pid];
  const path = join(folder, 'day.ntr');
  const session = await startNtop(['-p', pids.join(), '--delay', '0.2'], { columns: 200 });
  session.type(':');
  await session.waitFor('Commands');
  session.type('record\r');
  await session.waitFor('Record to (file');
  session.type(`${path}\r`);
  await session.waitFor(/recording to ".*day\.ntr"/);
  await session.waitFor(' REC ');
  await grown(path, 1);
  await child.end();
  await grown(path, 2);
  await session.press('ctrl+r');
  await session.waitFor(/recorded \d+ samples, .*day\.ntr"/);
  const samples = replayed(path, pids);
  expect(samples[0]).toEqual([...pids].sort());
  expect(samples.at(-1)).toEqual([other.pid]);
});

it('a recording that is under way when the screen is left can be read', async () => {
  const child = await startSleeper();
  const env = { XDG_STATE_HOME: folder };
  const session = await startNtop(['-p', String(child.pid), '--delay', '0.2'], { columns: 200, env });
  await session.press('ctrl+r');
  await session.waitFor('Record to (file');
  await session.press('enter');
  await session.waitFor(/recording to ".*Z-\w{8}\.ntr"/);
  await session.press('q');
  await session.exit;
  expect(readdirSync(join(folder, 'ntop'))).toHaveLength(1);
  expect(replayed(join(folder, 'ntop'), [child.pid])[0]).toEqual([child.pid]);
});
