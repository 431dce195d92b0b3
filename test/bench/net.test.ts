import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { atEnd } from '../support/endings.js';

it('measures ntop beside ss on sockets of its own, which both have to see', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-bench-net-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const program = fileURLToPath(new URL('../../bench/net.mjs', import.meta.url));
  const args = ['--sockets', '40', '--rounds', '1', '--only', 'ntop,ss -tanp', '--output', folder];
  const table = execFileSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(table).toContain('40 TCP sockets');
  const file = readdirSync(folder).find((name) => name.endsWith('.json')) ?? '';
  const { cells } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  expect(cells[0].results).toMatchObject({
    ntop: { cpuMilliseconds: { count: 1 } },
    'ss -tanp': { cpuMilliseconds: { count: 1 } },
  });
});
