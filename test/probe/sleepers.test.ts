import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createProbe } from '../../src/probe/probe.js';
import { atEnd } from '../support/endings.js';
import { NEEDS } from './readings.js';

const MAPPED_BYTES = 8 << 20;

/** Sleeps, with all pages of a file in its memory. */
const MAPPING = `
import mmap, sys
with open(sys.argv[1], 'w+b') as file:
  file.truncate(${MAPPED_BYTES})
  pages = mmap.mmap(file.fileno(), ${MAPPED_BYTES})
  for page in range(0, ${MAPPED_BYTES}, 4096): pages[page] = 1
print('ready', flush=True)
sys.stdin.read()`;

async function startMapping() {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-'));
  const file = join(folder, 'mapped');
  const child = spawn('python3', ['-c', MAPPING, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  atEnd(async () => {
    child.stdin.end();
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  });
  await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, file };
}

it('shows at once what others change of a process that sleeps and is on the screen', async () => {
  const { pid, file } = await startMapping();
  const probe = createProbe();
  const sampled = async () => {
    const { processes } = await probe.sample({ ...NEEDS, visibleSlots: slot < 0 ? [] : [slot] });
    slot = processes.columns.pid.indexOf(pid);
    const { nice, priority, residentBytes, state } = processes.columns;
    const of = { nice: nice[slot], priority: priority[slot], bytes: residentBytes[slot] };
    return { ...of, state: String.fromCharCode(state[slot]), read: probe.counts()?.read };
  };
  let slot = -1;
  for (let before = 0; before < 6; before++) await sampled();
  const first = await sampled();
  expect(first).toMatchObject({ nice: 0, priority: 20, state: 'S' });
  expect(first.bytes).toBeGreaterThan(MAPPED_BYTES);

  setPriority(pid, 7);
  expect(await sampled()).toMatchObject({ nice: 7, priority: 27, bytes: first.bytes });

  truncateSync(file, 0);
  const { bytes } = await sampled();
  expect(bytes).toBeLessThan((first.bytes ?? 0) - MAPPED_BYTES * 0.9);

  process.kill(pid, 'SIGSTOP');
  for (let patience = 100; (await sampled()).state !== 'T' && patience > 0; patience--) await wait(20);
  expect(await sampled()).toMatchObject({ state: 'T' });
  process.kill(pid, 'SIGCONT');
  for (let patience = 100; (await sampled()).state !== 'S' && patience > 0; patience--) await wait(20);
  expect(await sampled()).toMatchObject({ state: 'S', nice: 7 });
});
