import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, openNtop, PROGRAM } from '../support/e2e.js';
import type { TerminalSession } from '../support/terminal.js';

const LEAK = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(10e6, 1)), 50)';
const LISTEN = `const { createServer } = require('node:net');
createServer().listen(Number(process.argv[2]), '127.0.0.1', function () { console.log(this.address().port) });`;
const CRASHES = 'while :; do sh -c "exit 3"; sleep 0.2; done';
const LARGE_MIB = 250;
/** The status with which a command ends that has printed a row. */
const ANY = 3;

const children: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'ntop-story-'));
const recording = join(folder, 'story.ntr');
let port = '';
let [holder, taker, leak] = [0, 0, 0];

function start(command: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function listen(name: string, wanted: string): Promise<ChildProcess> {
  const child = start(process.execPath, '-e', LISTEN, name, wanted);
  const [text] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  port = String(text).trim();
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** Until a sample that is written has such a row. On a slow machine the recorder may take long for one. */
async function isRecorded(pane: string, filter: string): Promise<void> {
  const print = [PROGRAM, 'replay', recording, pane, '--csv', '--filter', filter, '--fail-if-any'];
  await eventually(() => spawnSync(process.execPath, print).status === ANY, `a sample with ${filter}`);
}

/** Until so many more parts of samples are written. */
async function recorded(samples: number): Promise<void> {
  for (let sample = 0; sample < samples; sample += 1) {
    const { size } = statSync(recording);
    await eventually(() => statSync(recording).size > size, 'another sample');
  }
}

function residentMib(pid: number): number {
  const [, kib = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/** A minute of a machine on which a port changes its owner, a process leaks, and another ends again and again. */
beforeAll(async () => {
  const recorder = start(process.execPath, PROGRAM, 'record', recording, '-d', '0.5');
  await once(recorder.stderr as NonNullable<typeof recorder.stderr>, 'data');
  const first = await listen('story-holder', '0');
  holder = first.pid ?? 0;
  await isRecorded('net', `port=${port} pid=${holder}`);
  await end(first, 'SIGKILL');
  taker = (await listen('story-taker', port)).pid ?? 0;
  await isRecorded('net', `port=${port} pid=${taker}`);
  const leaking = start(process.execPath, '-e', LEAK, 'story-leak');
  leak = leaking.pid ?? 0;
  await eventually(() => residentMib(leak) > 1.2 * LARGE_MIB, 'a leak');
  await isRecorded('ps', `story-leak rss>${LARGE_MIB}M`);
  await end(leaking, 'SIGKILL');
  const loop = start('sh', '-c', CRASHES, 'story-loop');
  await recorded(4);
  await end(loop, 'SIGKILL');
  await recorded(2);
  await end(recorder, 'SIGTERM');
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function lookFor(session: TerminalSession, filter: string): Promise<void> {
  session.type('s');
  await session.waitFor('Next moment where');
  session.type(filter);
  await session.waitFor(filter);
  session.type('\r');
  await session.waitFor('is in this sample');
}

it('is found out afterwards, without knowing when anything happened', async () => {
  const session = await openNtop(['replay', recording], { columns: 120, rows: 40 });
  await session.waitFor('RECORDING');
  const toBegin = async () => {
    session.type('@');
    await session.waitFor('yesterday 3:12');
    session.type('now-1h\r');
    await session.waitFor('this is the oldest sample there is');
  };
  await toBegin();
  await lookFor(session, `story-leak rss>${LARGE_MIB}M`);
  expect(session.screen().join('\n')).toMatch(new RegExp(`^.\\s*${leak} .*\\d{3}M `, 'm'));

  await toBegin();
  session.type('2');
  await lookFor(session, `port=${port} pid=${holder}`);
  await lookFor(session, `port=${port} pid!=${holder}`);
  expect(session.screen().join('\n')).toMatch(new RegExp(`:${port} .* ${taker} `));

  session.type('E');
  await session.waitFor(/E Events|events/);
  await toBegin();
  // Where the kernel tells nothing of ends, their status is not known.
  const isTold = session.screen().some((line) => line.includes('from connector'));
  await lookFor(session, isTold ? 'event=exited status=3' : 'event=exited');
  expect(session.screen().join('\n')).toMatch(isTold ? /exited .*status 3/ : /exited/);
});
