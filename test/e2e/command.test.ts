import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { displayWidth } from '../../src/model/text/text.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';

/** Bytes that all processes of a machine may take. */
const MANY_PROCESSES = 1e8;

const program = join(import.meta.dirname, '../../bin/ntop.js');
const children: ChildProcess[] = [];
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ntop-home-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(home, { recursive: true });
});

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, 'config'), ...more };
}

function ntop(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], {
    encoding: 'utf8',
    maxBuffer: MANY_PROCESSES,
    env: environment(env),
    timeout: PATIENCE_MILLISECONDS,
  });
  return { status, stdout, stderr };
}

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

describe('ntop in a script', () => {
  it('finds a process by its PID, with its name, user and memory', () => {
    const sleeper = start('sleep', ['300']);
    const { status, stdout, stderr } = ntop(['--json', '-p', String(sleeper.pid)]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { schema, intervalSeconds, rows } = JSON.parse(stdout);
    expect(schema).toBe('ntop.processes/1');
    expect(intervalSeconds).toBeGreaterThan(0.4);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ pid: sleeper.pid, ppid: process.pid, name: 'sleep', command: 'sleep 300' });
    expect(rows[0].uid).toBe(process.geteuid?.());
    expect(rows[0].residentBytes).toBeGreaterThan(0);
  });

  it('ends with status 3 if a row that passed the filter was printed, else with 0, in every pane', () => {
    const own = ['--fail-if-any', '-F', `pid=${process.pid}`];
    expect(ntop(own).status).toBe(3);
    expect(ntop([...own, '-F', 'pid=0']).status).toBe(0);
    expect(ntop(['mem', '--json', ...own]).status).toBe(3);
    expect(ntop(['net', '--csv', '--fail-if-any', '--filter', 'state=none-such or port=0']).status).toBe(2);
    expect(ntop(['net', '--csv', '--fail-if-any', '--filter', 'port=0 remoteport=0 pid=0']).status).toBe(0);
  });

  it('prints one sample as text where there is no terminal', () => {
    const { status, stdout, stderr } = ntop(['-p', String(process.pid)]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^ *PID USER /m);
    expect(stdout).toMatch(new RegExp(`^ *${process.pid} `, 'm'));
    expect(stdout).not.toContain('\u001b');
  });

  it('cuts lines to COLUMNS and to -w', () => {
    const longest = (text: string) => Math.max(...text.split('\n').map(displayWidth));
    expect(longest(ntop(['--once'], { COLUMNS: '50' }).stdout)).toBeLessThanOrEqual(50);
    expect(longest(ntop(['--once', '-w40'], { COLUMNS: '50' }).stdout)).toBeLessThanOrEqual(40);
  });

  it('ends silently when its output is closed', () => {
    const pipe = `"$0" "$1" --json -b -d 0.1 2>"$2/err" | head -n 1; echo "\${PIPESTATUS[0]}"; cat "$2/err"`;
    const { stdout } = spawnSync('bash', ['-c', pipe, process.execPath, program, home], {
      encoding: 'utf8',
      maxBuffer: MANY_PROCESSES,
      env: environment(),
      timeout: PATIENCE_MILLISECONDS,
    });
    const [sample = '', status, ...rest] = stdout.split('\n');
    expect(JSON.parse(sample).rows.length).toBeGreaterThan(0);
    expect([status, ...rest]).toEqual(['0', '']);
  });

  it.each(['--help', '--sort help', '--default-config'])('ends silently when the output of %s is closed', (flag) => {
    const script = `"$0" "$1" ${flag} | true; exit "\${PIPESTATUS[0]}"`;
    const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath, program], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends an endless run on %s after a complete line', async (signal) => {
    const child = start(process.execPath, [program, '--json', '-b', '-d', '0.1', '-p', String(process.pid)]);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      // Once: a second one would end what is about to end by itself.
      if (!text.includes('\n') && chunk.includes('\n')) child.kill(signal);
      text += chunk;
    });
    const [status] = await once(child, 'close');
    expect(status).toBe(0);
    expect(text.endsWith('\n')).toBe(true);
    for (const line of text.trimEnd().split('\n')) expect(JSON.parse(line).rows.length).toBeGreaterThan(0);
  });

  it.each([
    [['--josn'], 2, 'ntop: unknown option --josn; did you mean --json?'],
    [['-s', 'cpux'], 2, 'ntop: --sort: unknown column "cpux"; did you mean cpu'],
    [['-u', 'no-such-user-here'], 2, 'ntop: unknown user "no-such-user-here"'],
    [
      ['-c', '/nonexistent/ntop.toml', '--json'],
      1,
      'ntop: settings file "/nonexistent/ntop.toml": no such file or directory',
    ],
  ])('refuses %j with status %i and a sentence', (argv, status, sentence) => {
    const result = ntop(argv);
    expect(result.status).toBe(status);
    expect(result.stdout).toBe('');
    expect(result.stderr.startsWith(sentence)).toBe(true);
  });

  it('ends with a sentence and status 1 if there is no /proc', () => {
    const { status, stdout, stderr } = ntop(['--json'], { NTOP_PROCFS: join(home, 'no-proc') });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^ntop: .+\n$/);
  });

  it('shows my processes with -u and hides them with -u !me', () => {
    const me = ntop(['--json', '-u']).stdout;
    const { rows } = JSON.parse(me);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ uid }: { uid: number }) => uid === process.geteuid?.())).toBe(true);
    const others = JSON.parse(ntop(['--json', '-u', `!${process.geteuid?.()}`]).stdout).rows;
    expect(others.some(({ uid }: { uid: number }) => uid === process.geteuid?.())).toBe(false);
  });

  it('keeps hostile names exact in JSON and their bytes off the terminal', async () => {
    const hostile = start('bash', ['-c', 'exec -a "$0" sleep 300', 'x\u001b[31m\u009b2J\u202e']);
    const commandLine = () => readFileSync(`/proc/${hostile.pid}/cmdline`, 'utf8');
    await vi.waitUntil(() => commandLine().endsWith('\x00300\0'), { timeout: PATIENCE_MILLISECONDS });
    const { stdout } = ntop(['--json', '-p', String(hostile.pid)]);
    expect(stdout).not.toMatch(/[\p{Cc}\p{Cf}](?!$)/u);
    expect(JSON.parse(stdout).rows[0].command).toBe('x\u001b[31m\u009b2J\u202e 300');
    const text = ntop(['--once', '-p', String(hostile.pid)]).stdout;
    expect(text).toContain('x?[31m?2J? 300');
  });
});
