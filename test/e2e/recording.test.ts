import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IS_ROOT, openNtop, PROGRAM } from '../support/e2e.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';

/** Bytes that all processes of a machine may take. */
const MANY_PROCESSES = 1e8;

const children: ChildProcess[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-recording-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const environment = () => ({ ...process.env, HOME: folder, XDG_STATE_HOME: '', XDG_CONFIG_HOME: '' });

function ntop(...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...argv], {
    encoding: 'utf8',
    maxBuffer: MANY_PROCESSES,
    env: environment(),
    cwd: folder,
    timeout: PATIENCE_MILLISECONDS,
  });
  return { status, stdout, stderr };
}

function start(command: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { env: environment(), cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

/** A recorder that has written its first sample, and what it says from then on. */
async function recorder(...argv: readonly string[]) {
  const child = start(process.execPath, PROGRAM, 'record', ...argv);
  let said = '';
  const begun = new Promise<void>((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('\n')) resolve();
    });
  });
  await Promise.race([begun, once(child, 'exit')]);
  return { child, said: () => said };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit)[0];
}

type Line = { schema: string; time: string; host: string; intervalSeconds: number | null; rows: Row[] };
type Row = { pid: number; name: string; command: string; residentBytes: number | null; cpuPercent: number | null };

function samplesOf(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('ntop record', () => {
  it('writes samples to a file that only its user can read, and says when it begins and ends', () => {
    const { status, stdout, stderr } = ntop('record', 'day.ntr', '-d', '0.3', '-n', '3');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(
      /^ntop: recording to "day\.ntr" every 0\.3 s: .+; \^C ends it\nntop: recorded 3 samples, [\d.]+[BK]\n$/,
    );
    expect(statSync(join(folder, 'day.ntr')).mode & 0o777).toBe(0o600);
  });

  it('says that it records processes, whatever sections are named, as --info does', () => {
    const { stderr } = ntop('record', 'day.ntr', '-n', '1', '--sections', 'sessions');
    expect(stderr).toContain(': the machine, processes, sessions; ^C ends it');
    expect(ntop('replay', 'day.ntr', '--info').stdout).toMatch(/^sections +processes, sessions$/m);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with a whole recording on %s', async (signal) => {
    const { child, said } = await recorder('day.ntr', '-d', '0.2');
    expect(await ended(child, signal)).toBe(0);
    expect(said()).toMatch(/recorded \d+ samples?, [\d.]+[BK]\n$/);
    expect(ntop('replay', 'day.ntr', '--json').status).toBe(0);
  });

  it('makes a folder with a file for each start where the path is no file, and under XDG_STATE_HOME without a path', () => {
    ntop('record', 'days', '-n', '1');
    ntop('record', 'days', '-n', '1');
    expect(readdirSync(join(folder, 'days'))).toHaveLength(2);
    expect(ntop('record', '-n', '1').status).toBe(0);
    expect(readdirSync(join(folder, '.local/state/ntop'))).toHaveLength(1);
    expect(samplesOf(ntop('replay', '--json').stdout)).toHaveLength(1);
    expect(samplesOf(ntop('replay', 'days', '--json').stdout)).toHaveLength(2);
  });

  it('refuses a second recorder of the same file, and leaves the first alone', async () => {
    const { child } = await recorder('day.ntr', '-d', '0.2');
    const { status, stderr } = ntop('record', 'day.ntr', '-n', '1');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^ntop: cannot record to day\.ntr: .+\n$/);
    expect(await ended(child, 'SIGTERM')).toBe(0);
  });

  it('refuses in one sentence what it can not record to', () => {
    const one = (...argv: readonly string[]) => {
      const { status, stderr } = ntop('record', '-n', '1', ...argv);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      return { status, stderr };
    };
    writeFileSync(join(folder, 'letter.txt'), 'Dear reader');
    expect(one('letter.txt')).toMatchObject({ status: 1, stderr: expect.stringMatching(/letter\.txt: .+/) });
    expect(one('none/day.ntr')).toMatchObject({ status: 1, stderr: expect.stringContaining('no such file or folder') });
    expect(one('day.ntr', '--keep', '1d')).toMatchObject({ status: 1, stderr: expect.stringContaining('for folders') });
    if (IS_ROOT) return;
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o500);
    expect(one('closed')).toMatchObject({ status: 1, stderr: expect.stringContaining('permission denied') });
  });

  it('records no argument where that was asked for', () => {
    const child = start('sleep', '4321.5');
    ntop('record', 'day.ntr', '-n', '1', '--command-lines', 'name');
    const [sample] = samplesOf(ntop('replay', 'day.ntr', '--json', '-p', String(child.pid)).stdout);
    expect(sample?.rows[0]).toMatchObject({ pid: child.pid, name: 'sleep', command: 'sleep' });
  });
});

describe('ntop replay', () => {
  it('prints each sample with the schema of today, with rates from the second on', () => {
    const child = start('sleep', '300');
    ntop('record', 'day.ntr', '-d', '0.3', '-n', '3');
    const { status, stdout, stderr } = ntop('replay', 'day.ntr', '--json', '-p', String(child.pid));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const samples = samplesOf(stdout);
    expect(samples.map(({ schema }) => schema)).toEqual(Array(3).fill('ntop.processes/1'));
    expect(samples.map(({ rows }) => rows[0]?.command)).toEqual(Array(3).fill('sleep 300'));
    expect(samples[0]?.intervalSeconds).toBeNull();
    expect(samples[0]?.rows[0]?.cpuPercent).toBeNull();
    expect(samples[2]?.intervalSeconds).toBeGreaterThan(0.1);
    expect(samples[2]?.rows[0]?.cpuPercent).toBe(0);
    const csv = ntop('replay', 'day.ntr', '--csv', '--fields', 'pid,command', '-p', String(child.pid));
    expect(csv.stdout).toBe(`pid,command\r\n${`${child.pid},sleep 300\r\n`.repeat(3)}`);
  });

  it('prints what was between two moments, and the other panes', () => {
    ntop('record', 'day.ntr', '-d', '0.3', '-n', '4');
    const all = samplesOf(ntop('replay', 'day.ntr', '--json').stdout);
    expect(all).toHaveLength(4);
    const [, second, third] = all;
    const part = ntop('replay', 'day.ntr', '--json', '--from', second?.time ?? '', '--to', third?.time ?? '');
    expect(samplesOf(part.stdout).map(({ time }) => time)).toEqual([second?.time, third?.time]);
    expect(samplesOf(ntop('replay', 'day.ntr', '--json', '-n', '2').stdout)).toHaveLength(2);
    const later = ntop('replay', 'day.ntr', '--json', '--from', 'now+1h');
    expect(later).toEqual({ status: 0, stdout: '', stderr: 'ntop: there is no sample between these times\n' });
    for (const pane of ['connections', 'memory', 'sessions', 'groups', 'waits']) {
      const { status, stdout, stderr } = ntop('replay', 'day.ntr', pane, '--json');
      expect({ pane, status, stderr }).toEqual({ pane, status: 0, stderr: '' });
      expect(samplesOf(stdout).map(({ schema }) => schema)).toEqual(Array(4).fill(`ntop.${pane}/1`));
    }
  });

  it('finds what happened between two samples', async () => {
    const { child } = await recorder('day.ntr', '-d', '0.5');
    const short = spawnSync('sh', ['-c', 'exit 7']);
    const lasting = start('sleep', '300');
    await ended(lasting, 'SIGKILL');
    // One more sample has what happened before it.
    const size = statSync(join(folder, 'day.ntr')).size;
    while (statSync(join(folder, 'day.ntr')).size === size) await new Promise((resolve) => setTimeout(resolve, 50));
    await ended(child, 'SIGTERM');
    const { stdout } = ntop('replay', 'day.ntr', 'events', '--json', '-p', `${short.pid},${lasting.pid}`);
    const events = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    const ends = events.filter(({ event }) => event === 'exited');
    expect(ends.map(({ schema }) => schema)).toContain('ntop.events/1');
    expect(ends.map(({ pid }) => pid)).toContain(lasting.pid);
    const connector = ends.filter(({ source }) => source === 'connector' || source === 'taskstats');
    for (const { pid, signal, exitStatus } of connector) {
      if (pid === lasting.pid) expect({ signal, exitStatus }).toEqual({ signal: 'SIGKILL', exitStatus: null });
      else expect({ signal, exitStatus }).toEqual({ signal: null, exitStatus: 7 });
    }
  });

  it('says in one sentence that there is nothing to be replayed', () => {
    for (const path of ['none.ntr', 'empty']) {
      if (path === 'empty') mkdirSync(join(folder, path));
      const { status, stdout, stderr } = ntop('replay', path, '--json');
      expect({ path, status, stdout }).toEqual({ path, status: 1, stdout: '' });
      expect(stderr).toMatch(/^ntop: .+\n$/);
    }
    expect(existsSync(join(folder, 'none.ntr'))).toBe(false);
  });

  it('goes on past what is damaged, and says so', () => {
    ntop('record', 'day.ntr', '-d', '0.2', '-n', '4');
    const path = join(folder, 'day.ntr');
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(8), 0, 8, statSync(path).size - 40);
    closeSync(file);
    const { status, stdout, stderr } = ntop('replay', 'day.ntr', '--json');
    expect(status).toBe(0);
    expect(samplesOf(stdout)).toHaveLength(3);
    expect(stderr).toMatch(/^ntop: .+\n$/);
    expect(ntop('replay', 'day.ntr', '--info').stdout).toContain('damage');
  });

  it('says what a recording holds', () => {
    ntop('record', 'day.ntr', '-d', '0.2', '-n', '3');
    const { status, stdout } = ntop('replay', 'day.ntr', '--info');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^samples +3\b/m);
    expect(stdout).toMatch(/^damage +none$/m);
  });
});

describe('the screen of ntop replay', () => {
  it('shows the newest sample, goes back and on, and acts on nothing', async () => {
    const child = start('sleep', '300');
    ntop('record', 'day.ntr', '-d', '0.3', '-n', '3');
    const times = samplesOf(ntop('replay', 'day.ntr', '--json').stdout).map(({ time }) => time.slice(11, 19));
    const session = await openNtop(['replay', join(folder, 'day.ntr'), '-p', String(child.pid)]);
    await session.waitFor(new RegExp(`RECORDING .*${times[2]}`));
    expect(session.screen().join('\n')).toMatch(new RegExp(`^.\\s*${child.pid} .*sleep 300`, 'm'));
    session.type('\x1b[D\x1b[D\x1b[D');
    await session.waitFor('this is the oldest sample there is');
    await session.waitFor(new RegExp(`RECORDING .*${times[0]}`));
    session.type('k');
    await session.waitFor('not in a recording');
    session.type('Z');
    await session.waitFor(new RegExp(`RECORDING .*${times[2]}`));
    expect(child.exitCode).toBeNull();
    session.type('q');
    expect((await session.exit).code).toBe(0);
  });

  it('follows a recording that is still being written', async () => {
    const { child } = await recorder('day.ntr', '-d', '0.5');
    const session = await openNtop(['replay', join(folder, 'day.ntr')]);
    await session.waitFor(/RECORDING .*:\d\d \+/);
    const [, shown] = /(RECORDING .*) \+/.exec(session.screen()[0] ?? '') ?? [];
    await session.waitFor(() => !(session.screen()[0] ?? '').includes(shown ?? ''));
    session.type('q');
    expect(await ended(child, 'SIGTERM')).toBe(0);
  });

  it('begins at the moment that was asked for', async () => {
    ntop('record', 'day.ntr', '-d', '1.1', '-n', '3');
    const [first] = samplesOf(ntop('replay', 'day.ntr', '--json', '-n', '1').stdout);
    const session = await openNtop(['replay', join(folder, 'day.ntr'), '--from', first?.time ?? '']);
    await session.waitFor(new RegExp(`RECORDING .*${first?.time.slice(11, 19)}`));
  });
});
