import { describe, expect, it } from 'vitest';
import { CONNECTIONS } from '../../../src/model/connections/pane.js';
import { parseFilter } from '../../../src/model/filter/filter.js';
import { type Filter, filterColumns, matches } from '../../../src/model/list/condition.js';
import { PANES } from '../../../src/model/panes.js';
import { PROCESSES as PANE } from '../../../src/model/processes/pane.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const HOUR = 3600;

const PROCESSES: readonly FakeProcess[] = [
  {
    pid: 1,
    uid: 0,
    name: 'systemd',
    commandLine: ['/sbin/init', 'splash'],
    residentBytes: 12 * MIB,
    cpuSeconds: 2 * HOUR,
  },
  {
    pid: 80,
    uid: 33,
    name: 'nginx',
    commandLine: ['nginx: worker process'],
    fds: 900,
    fdLimit: 1024,
    residentBytes: 600 * MIB,
    cpuSeconds: 90,
  },
  {
    pid: 443,
    uid: 0,
    name: 'sshd',
    commandLine: ['sshd: ada [priv]'],
    fds: 900,
    fdLimit: 4096,
    residentBytes: 9 * MIB,
    cpuSeconds: 3,
  },
  {
    pid: 4431,
    uid: 1000,
    name: 'node',
    commandLine: ['node', 'Server.js', '--port=443'],
    residentBytes: 2 * GIB,
    state: 'R',
    cpuSeconds: 10,
  },
  { pid: 90, uid: 0, name: 'kworker/0:1', kernelThread: true, state: 'I' },
];

const USERS = { 0: 'root', 33: 'www', 1000: 'ada' };

/** PID 4431 used half a CPU, 1 a twentieth; the CPU use of 90 is not known. */
const SAMPLE = fakeSample(
  { seconds: 1, processes: PROCESSES, userNames: USERS },
  {
    processes: PROCESSES.map((process) => ({
      ...process,
      cpuSeconds: (process.cpuSeconds ?? 0) - ({ 4431: 0.5, 1: 0.0497 }[process.pid] ?? 0),
      serial: process.pid === 90 ? 91 : process.pid,
    })),
  },
);

function parse(text: string): Filter {
  const parsed = parseFilter(text, PANE, PANES);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  if (parsed.filter === undefined) throw new Error('no filter');
  return parsed.filter;
}

function found(text: string): readonly number[] {
  const filter = parse(text);
  return PROCESSES.flatMap(({ pid }, slot) => (matches(filter, SAMPLE, slot) ? [pid] : []));
}

describe('operators of other languages', () => {
  it.each([
    ['user=root && cpu>1', 'user=root and cpu>1'],
    ['user=root&&cpu>1', 'user=root and cpu>1'],
    ['user=root & cpu>1', 'user=root and cpu>1'],
    ['nginx||sshd', 'nginx or sshd'],
    ['user=www || (user=ada && cpu>1)', 'user=www or (user=ada and cpu>1)'],
    ['nginx | sshd', 'nginx or sshd'],
    ['user==root', 'user=root'],
    ['cmd=~^node', 'cmd~^node'],
    ['user<>root', 'user!=root'],
    ['time=>90', 'time>=90'],
    ['! nginx && !sshd', 'not nginx and not sshd'],
    ['!(user=root)', 'not (user=root)'],
  ])('%s means %s', (text, meant) => {
    expect(found(text)).toEqual(found(meant));
    expect(found(text).length).toBeGreaterThan(0);
  });

  it('a value that begins with ! is pointed at, unless it is quoted', () => {
    expect(parseFilter('user=!root', PANE, PANES)).toEqual({ problem: { message: 'use user!=root', position: 5 } });
    expect(parseFilter('user="!root"', PANE, PANES)).toMatchObject({ filter: {} });
  });
});

describe('a filter', () => {
  it.each([
    ['finds a word in the command in any case', 'server', [4431]],
    ['finds a word in the name', 'systemd', [1]],
    ['finds a phrase in quotes', '"worker process"', [80]],
    ['takes a quoted keyword as a word', '"or"', [80, 4431, 90]],
    ['finds digits in commands and as a whole PID', '443', [443, 4431]],
    ['does not match part of a PID', '44', [4431]],
    ['compares whole texts, ignoring case', 'user=ROOT', [1, 443, 90]],
    ['compares for inequality', 'user!=root', [80, 4431]],
    ['finds text by a pattern', 'cmd~^n.*(js|process)', [80, 4431]],
    ['finds text that does not match a pattern', 'name !~ ^[a-z]+d$', [80, 4431, 90]],
    ['finds a PID by a pattern', 'pid~^443', [443, 4431]],
    ['compares numbers', 'cpu>5', [4431]],
    ['allows blanks around an operator', 'cpu  >=  50', [4431]],
    ['treats numbers that look equal on the screen as equal', 'cpu=5', [1]],
    ['accepts a percent sign', 'cpu<=5%', [1, 80, 443]],
    ['compares sizes', 'mem>500M', [80, 4431]],
    ['compares shares of memory', 'mem>5%', [4431]],
    ['compares res with a percentage', 'res>5%', [4431]],
    ['compares descriptors with their number', 'fds>=900', [80, 443]],
    ['compares descriptors with a share of their limit', 'fds>80%', [80]],
    ['compares sizes in other units', 'res=2G', [4431]],
    ['compares times', 'time>1h', [1]],
    ['compares times in seconds', 'time<=90 time>=10', [80, 4431]],
    ['compares dates', 'started>2001-01-01 started<2099-01-01T00:00', [1, 80, 443, 4431, 90]],
    ['matches a state in any case', 's=r', [4431]],
    ['joins two terms side by side by and', 'user=root sshd', [443]],
    ['joins by and', 'user=root AND sshd', [443]],
    ['joins by or', 'sshd or nginx', [80, 443]],
    ['binds and more tightly than or', 'nginx or user=root sshd', [80, 443]],
    ['obeys parentheses', '(nginx or user=root) sshd', [443]],
    ['negates', 'not user=root', [80, 4431]],
    ['negates with an exclamation mark', '!sshd !(nginx or node)', [1, 90]],
    ['negates twice', 'not not sshd', [443]],
    ['understands the example of the documentation', 'not ssh and (user=root or mem>1G)', [1, 4431, 90]],
    ['ends a value at an unmatched parenthesis', '(cmd~(js|ada))', [443, 4431]],
    ['keeps quotes within a value', "cmd='sshd: ada [priv]'", [443]],
    ['accepts ids and headers of columns', 'residentBytes>1G CPU%>1', [4431]],
  ])('%s: %s', (_, text, pids) => {
    expect(found(text)).toEqual(pids);
  });

  it('never matches an unknown value, whatever the comparison', () => {
    for (const operator of ['=', '!=', '<', '<=', '>', '>=']) expect(found(`cpu${operator}0`)).not.toContain(90);
    expect(found('tty!=pts/1')).toEqual([]);
    expect(found('tty!~pts')).toEqual([]);
    expect(found('read>=0')).toEqual([]);
  });

  it('of blanks only is no filter', () => {
    expect(parseFilter('', PANE, PANES)).toEqual({ filter: undefined });
    expect(parseFilter(' \t', PANE, PANES)).toEqual({ filter: undefined });
  });

  it('names the columns that it reads', () => {
    expect([...filterColumns(parse('read>1M or container=web and mem>1G'))].sort()).toEqual([
      'container',
      'readBytesPerSecond',
      'residentBytes',
    ]);
    expect(filterColumns(parse('nginx'))).toEqual(['name', 'command']);
  });

  it('does not hang on a pattern that makes other engines backtrack without end', () => {
    const sample = fakeSample({ processes: [{ pid: 1, commandLine: ['a'.repeat(5000)] }] });
    const started = performance.now();
    for (const pattern of ['(a+)+$b', '(a|a)*$b', '(.*.*.*.*)*x', 'a*a*a*a*a*a*b', '(a?){30}a{30}b']) {
      expect(matches(parse(`cmd~'${pattern}'`), sample, 0)).toBe(false);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a wrong filter is refused', () => {
  it('with the panes that have a column that this one lacks', () => {
    expect(parseFilter('rss>1g', CONNECTIONS, PANES)).toEqual({
      problem: {
        message: 'unknown column rss here; it is in Processes (ntop ps), Memory (ntop mem), Sessions (ntop who)',
        position: 0,
      },
    });
  });

  it.each([
    ['cpux>5', 0, 'unknown column cpux; did you mean cpu?'],
    [
      'port=443',
      0,
      'unknown column port here; it is in Connections (ntop net), Sessions (ntop who), Events (ntop events)',
    ],
    ['nginx (LocalPort=80)', 7, 'unknown column LocalPort here; it is in Connections (ntop net), Events (ntop events)'],
    ['ssh and zzzzzzzz=1', 8, 'unknown column zzzzzzzz; to search for text, put it in quotes'],
    ['--type=gpu', 0, 'unknown column --type; to search for text, put it in quotes'],
    ['cpu>', 4, 'missing value after >'],
    ['(cpu> )', 6, 'missing value after >'],
    ['cpu>much', 4, 'cpu needs a percentage such as 5 or 5%'],
    ['mem>5%M', 4, 'mem needs a size such as 500M'],
    ['time>soon', 5, 'time needs a time such as 90, 1.5s or 1h30m'],
    ['pid=1.2.3', 4, 'pid needs a number'],
    ['started>yesterday', 8, 'started needs a date such as 2026-11-23 or 2026-11-23T10:00'],
    ['user>root', 4, '> needs a number column; user is text: use = or ~'],
    ['state=run', 6, 'unknown state run; use R, S, D, T, t, Z, I, P, X'],
    ['s!=q', 3, 'unknown state q; use R, S, D, T, t, Z, I, P, X'],
    ['mem~5', 3, '~ needs a text column; mem is compared with a percentage such as 5 or 5%'],
    ['a or', 4, 'missing condition at the end'],
    ['not', 3, 'missing condition at the end'],
    ['or a', 0, 'missing condition before this'],
    ['a or and b', 5, 'missing condition before this'],
    ['()', 1, 'missing condition before )'],
    ['a )', 2, 'unmatched )'],
    ['x (a or b', 2, 'missing )'],
    ['"open', 0, 'missing closing quote'],
    ["user='open", 5, 'missing closing quote'],
    ['=5', 0, 'missing column before this'],
    ['cmd~[a', 4, 'missing closing ] in the pattern'],
  ])('%s', (text, position, message) => {
    expect(parseFilter(text, PANE, PANES)).toEqual({ problem: { message, position } });
  });

  it('if it is longer than 1000 characters', () => {
    expect(parseFilter('('.repeat(100_000), PANE, PANES)).toMatchObject({ problem: { position: 1000 } });
  });

  it('while it is half typed, and never throws', () => {
    const text = `!(not user='a b' and cmd~^(a|b)+$ or mem >= 1.5G "x" pid!=7)`;
    for (let end = 0; end <= text.length; end++) {
      const parsed = parseFilter(text.slice(0, end), PANE, PANES);
      if ('problem' in parsed) expect(parsed.problem.position).toBeLessThanOrEqual(end);
    }
  });
});

it.each(['shell', 'command~^/bin/sh', 'name=sh', 'not zsh'])(
  'is evaluated again when the text of a process changes: %s',
  (text) => {
    const filter = parse(text);
    const answers = ['shell', 'zsh', 'shell'].map((program) =>
      matches(
        filter,
        fakeSample({ processes: [{ pid: 7, name: program.replace('ell', ''), commandLine: [`/bin/${program}`] }] }),
        0,
      ),
    );
    expect(answers).toEqual([true, false, true]);
  },
);
