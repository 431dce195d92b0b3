import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { eventually, PROGRAM, startNtop } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';

/** Any free port, so that a debugger of somebody else's is not in the way of ours. */
const ANY_PORT = '--inspect-port=0';

const LISTENING = '0A';

/** Whether somebody could connect to the process, as to a debugger. */
function listens(pid: number): boolean {
  const folder = `/proc/${pid}/fd`;
  const files = readdirSync(folder).map((fd) => {
    try {
      return readlinkSync(join(folder, fd));
    } catch {
      return '';
    }
  });
  return ['tcp', 'tcp6'].some((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .some(([, , , state, , , , , , inode]) => state === LISTENING && files.includes(`socket:[${inode}]`)),
  );
}

/** ntop printing, and what it has printed so far. */
async function startPrinting(args: readonly string[], nodeOptions = '') {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, [PROGRAM, '--no-config', ...args], {
    env: { ...process.env, NODE_OPTIONS: `${ANY_PORT} ${nodeOptions}` },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  atEnd(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', (data) => {
    text += data;
  });
  const samples = () => text.split('schema').length;
  /** Until it has printed two more samples. */
  const goOn = async () => {
    const before = samples();
    await eventually(() => samples() >= before + 2, 'two more samples');
  };
  await goOn();
  return { pid: child.pid ?? 0, signal: () => child.kill('SIGUSR1'), goOn };
}

const SAMPLES = ['--json', '-b', '-d', '0.1', '-p', String(process.pid)];

it('opens no debugger on SIGUSR1 while it prints, and goes on', async () => {
  const { pid, signal, goOn } = await startPrinting(SAMPLES);
  signal();
  await goOn();
  expect(listens(pid)).toBe(false);
});

it('opens no debugger on SIGUSR1 while the screen is open, and goes on', async () => {
  const session = await startNtop([], { env: { NODE_OPTIONS: ANY_PORT } });
  session.signal('SIGUSR1');
  await session.press('?');
  await session.waitFor(/^Help/m);
  await session.press('q', '/');
  await session.waitFor(/^Search/m);
  expect(listens(session.pid)).toBe(false);
  expect(session.bytes().toString()).not.toContain('Debugger');
});

it('closes the debugger of a SIGUSR1 that came before its own code ran', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-early-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const early = join(folder, 'early.cjs');
  writeFileSync(early, "process.kill(process.pid, 'SIGUSR1');");
  const { pid } = await startPrinting(SAMPLES, `--require="${early}"`);
  await eventually(() => !listens(pid), 'a process without a debugger');
});

it('leaves the debugger that its user has asked for', async () => {
  const { pid, goOn } = await startPrinting(SAMPLES, '--inspect');
  await goOn();
  expect(listens(pid)).toBe(true);
});
