import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { atEnd } from '../support/endings.js';

it('the bench sends a file in each way, and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-bench-test-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const program = fileURLToPath(new URL('../../bench/sendfile.mjs', import.meta.url));
  const args = ['--mebibytes', '8', '--rounds', '2', '--output', join(folder, 'results')];
  const bench = spawn(process.execPath, [program, ...args], { env: { ...process.env, TMPDIR: folder } });
  atEnd(() => void bench.kill('SIGKILL'));
  const [said, complaint, [status]] = await Promise.all([text(bench.stdout), text(bench.stderr), once(bench, 'close')]);
  expect(status, complaint).toBe(0);
  expect(readdirSync(folder)).toEqual(['results']);
  expect(said).toMatch(/^\| sendfile \| [\d.,]+ \| [\d.,]+ \| [\d.,]+ \| [\d.,]+ \|$/m);
  const file = readdirSync(join(folder, 'results')).find((name) => name.endsWith('.json')) ?? '';
  const { results } = JSON.parse(readFileSync(join(folder, 'results', file), 'utf8'));
  for (const way of ['sendfile', 'pipe', 'pipe of 1 MiB']) {
    expect(results[way].megabytesPerSecond).toMatchObject({ count: 2, median: expect.any(Number) });
    expect(results[way].cpuSecondsPerGibibyte.median).toBeGreaterThan(0);
  }
});
