import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { type Needs, NO_NEEDS } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { computeRates } from '../../src/model/sample/rates.js';
import { askedFor, NO_FACTS, withFacts } from '../../src/model/waits/facts.js';
import { makeWaitRows, whoWaits } from '../../src/model/waits/wait-rows.js';
import { createProbe } from '../../src/probe/probe.js';
import { createWaitProbe } from '../../src/probe/waits.js';
import { startDeadServer } from '../support/dead-server.js';
import { atEnd } from '../support/endings.js';

const NEEDS: Needs = { ...NO_NEEDS, threads: true, waitChannel: true, freshWaitChannel: true };

/** A file system that is frozen until a line comes, and two processes that want to write to it; its name has a blank. */
const FREEZE = `
  set -e
  cd "$1"
  truncate -s 16M image
  mkfs.ext4 -q -F image
  mkdir 'is frozen'
  mount -o loop image 'is frozen'
  echo > 'is frozen/file'
  exec 3>> 'is frozen/file'
  fsfreeze -f 'is frozen'
  echo x >&3 &
  one=$!
  mkdir "$1/is frozen/made" &
  echo "$one $!"
  read line || true
  fsfreeze -u 'is frozen'
  wait
  exec 3>&-
  umount 'is frozen'`;

type Frozen = { readonly pids: readonly number[]; readonly mountPoint: string };

/** Undefined where nothing may be mounted or frozen. */
async function startFrozen(): Promise<Frozen | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-frozen-'));
  const args = ['-m', '--propagation', 'private', 'sh', '-c', FREEZE, 'sh', folder];
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn('unshare', args, {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit').catch(() => undefined);
  atEnd(async () => {
    child.stdin.on('error', () => undefined).end('\n');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  });
  const first = await Promise.race([once(createInterface(child.stdout), 'line'), exit.then(() => undefined)]);
  if (typeof first?.[0] !== 'string') return undefined;
  return { pids: first[0].split(' ').map(Number), mountPoint: join(folder, 'is frozen') };
}

/** Samples until all of these processes wait, as the list has them. */
async function rowsOf(pids: readonly number[]) {
  const [probe, waits] = [createProbe(), createWaitProbe()];
  for (;;) {
    const snapshot: Snapshot = await probe.sample(NEEDS);
    const sample = { snapshot, rates: computeRates(undefined, snapshot) };
    const { pid } = snapshot.processes.columns;
    const slots = whoWaits(sample).filter((slot) => pids.includes(pid[slot] ?? 0));
    if (slots.length < pids.length) continue;
    const asked = askedFor(snapshot, slots);
    const facts = withFacts(NO_FACTS, asked, await waits.facts(asked), snapshot);
    return makeWaitRows(sample, facts, undefined).rows.filter(({ slot }) => pids.includes(pid[slot] ?? 0));
  }
}

it('a frozen file system is named as what those wait for that want to write to it', async () => {
  const frozen = await startFrozen();
  if (frozen === undefined) return;
  const rows = await rowsOf(frozen.pids);
  expect(rows).toHaveLength(2);
  for (const { cause, reading } of rows) {
    expect(cause).toBe('frozen');
    expect(reading).toMatchObject({ ok: true, mountPoint: frozen.mountPoint, fileSystem: 'ext4' });
    // 7 is the major number of loop devices.
    expect(reading).toHaveProperty('deviceNumber', expect.stringMatching(/^7:\d+$/));
  }
});

it('the server of a FUSE file system is what those wait for that it does not answer, and ntop does not wait with them', async () => {
  const server = await startDeadServer();
  if (server === undefined) return;
  const reader = spawn('cat', [server.file], { stdio: 'ignore' });
  atEnd(async () => {
    reader.kill('SIGKILL');
    await server.end();
  });
  const [row] = await rowsOf([reader.pid ?? 0]);
  expect(row?.cause).toBe('fuse');
});

it('a PID that belongs to another process by now is not asked', async () => {
  const identity = { pid: process.pid, startTicks: 1, pidfdInode: 0 };
  const facts = await createWaitProbe().facts([{ identity, thread: process.pid }]);
  expect(facts).toEqual([{ ok: false, code: 'ESRCH', gone: true }]);
});
