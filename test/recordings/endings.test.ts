import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../src/version.js';
import { createRandom } from '../support/random.js';
import { replay, temporaryFolder } from '../support/recordings.js';

const pathOf = temporaryFolder();
const root = fileURLToPath(new URL('../..', import.meta.url));
/** Two folders below the project, where it finds the addon. */
const program = join(root, 'build/recorder/program.mjs');
const KILLS = Number(process.env.NTOP_KILLS ?? 25);

beforeAll(async () => {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/support/recorder-program.ts'],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    define: { NTOP_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  });
});

/** Runs it until it has written so many samples, kills it, and gives those that it says are written. */
async function killed(folder: string, first: number, samples: number): Promise<readonly number[]> {
  const recorder = spawn(process.execPath, [program, 'endless', folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const written: number[] = [];
  for await (const line of createInterface(recorder.stdout)) {
    written.push(Number(line));
    if (written.length === samples) recorder.kill('SIGKILL');
  }
  return written;
}

describe('an ntop that is killed while it records', () => {
  it(
    'has lost no sample that it had written, whatever file it had begun',
    async () => {
      const random = createRandom(KILLS);
      const folder = pathOf('killed');
      const written: number[] = [];
      for (let kill = 0; kill < KILLS; kill++) {
        written.push(...(await killed(folder, 100_000 * (kill + 1), 1 + random.number(120))));
      }
      expect(fs.readdirSync(folder).length).toBeGreaterThan(KILLS);
      const recording = replay(folder);
      const read = new Set<number>();
      for (let index = 0; index < recording.end; index++) {
        const snapshot = recording.moment(index)?.snapshot;
        const seconds = (snapshot?.system.monotonicSeconds ?? Number.NaN) - 500;
        expect(snapshot?.processes.texts.name).toEqual([`at ${seconds}`]);
        read.add(seconds);
      }
      expect(written.filter((seconds) => !read.has(seconds))).toEqual([]);
      expect(recording.damage().filter((sentence) => !sentence.endsWith('was not written to the end'))).toEqual([]);
      recording.close();
    },
    60_000 + 4000 * KILLS,
  );
});

describe('a file system that is full', () => {
  it('costs the samples for which there was no room, and is told; then it goes on', () => {
    const folder = pathOf('full');
    fs.mkdirSync(folder);
    const own = process.geteuid?.() === 0 ? ['-m'] : ['-Urm'];
    const script = 'mount -t tmpfs -o size=256k none "$1" && exec "$2" "$3" full "$1"';
    const done = spawnSync('unshare', [...own, 'sh', '-c', script, 'sh', folder, process.execPath, program], {
      encoding: 'utf8',
    });
    expect(done.stderr).toBe('');
    const { refusals, missed, written, read, damage } = JSON.parse(done.stdout);
    expect(refusals).toEqual([`cannot record to ${folder}/full.ntr: no space left on device`]);
    expect(missed).toBeGreaterThan(0);
    expect(written.length).toBeGreaterThan(60);
    expect(read).toEqual(written);
    expect(damage).toHaveLength(1);
    expect(damage[0]).toMatch(new RegExp(`full.ntr: ${missed} samples? (is|are) missing between`));
  });
});
