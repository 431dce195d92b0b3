import { describe, expect, it } from 'vitest';
import { CONNECTIONS } from '../../../src/model/connections/pane.js';
import { parseFilter } from '../../../src/model/filter/filter.js';
import { type Filter, filterColumns, matches } from '../../../src/model/filter/filter-conditions.js';
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
  { pid: 80, uid: 33, name: 'nginx', commandLine: ['nginx: worker process'], residentBytes: 600 * MIB, cpuSeconds: 90 },
  { pid: 443, uid: 0, name: 'sshd', commandLine: ['sshd: ada [priv]'], residentBytes: 9 * MIB, cpuSeconds: 3 },
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
  const parsed = parseFilter(text, PANE);
  if ('fault' in parsed) throw new Error(parsed.fault.message);
  if (parsed.filter === undefined) throw new Error('no filter');
  return parsed.filter;
}

function found(text: string): readonly number[] {
  const filter = parse(text);
  return PROCESSES.flatMap(({ pid }, slot) => (matches(filter, SAMPLE, slot) ? [pid] : []));
}

describe('a filter', () => {
  it.each([
    ['finds a word in the command in any case', 'server', [4431]],
    ['finds a word in the name', 'systemd', [1]],
    ['finds a phrase in quotes', '"worker process"', [80]],
    ['takes a keyword in quotes for a word', '"or"', [80, 4431, 90]],
    ['finds digits in commands and as a whole PID', '443', [443, 4431]],
    ['takes a PID for no part of another', '44', [4431]],
    ['compares text in any case, as a whole', 'user=ROOT', [1, 443, 90]],
    ['tells users apart', 'user!=root', [80, 4431]],
    ['finds text by a pattern', 'cmd~^n.*(js|process)', [80, 4431]],
    ['finds what a pattern does not fit', 'name !~ ^[a-z]+d$', [80, 4431, 90]],
    ['finds a PID by a pattern', 'pid~^443', [443, 4431]],
    ['compares figures', 'cpu>5', [4431]],
    ['takes blanks around an operator', 'cpu  >=  50', [4431]],
    ['takes equal for what is shown as such', 'cpu=5', [1]],
    ['takes a percent sign', 'cpu<=5%', [1, 80, 443]],
    ['compares sizes', 'mem>500M', [80, 4431]],
    ['compares shares of memory', 'mem>5%', [4431]],
    ['compares a share where a size is usual', 'res>5%', [4431]],
    ['compares sizes in other units', 'res=2G', [4431]],
    ['compares times', 'time>1h', [1]],
    ['compares times in seconds', 'time<=90 time>=10', [80, 4431]],
    ['compares moments', 'started>2001-01-01 started<2099-01-01T00:00', [1, 80, 443, 4431, 90]],
    ['knows a state', 's=r', [4431]],
    ['lets side by side mean and', 'user=root sshd', [443]],
    ['joins by and', 'user=root AND sshd', [443]],
    ['joins by or', 'sshd or nginx', [80, 443]],
    ['binds and closer than or', 'nginx or user=root sshd', [80, 443]],
    ['obeys parentheses', '(nginx or user=root) sshd', [443]],
    ['negates', 'not user=root', [80, 4431]],
    ['negates by an exclamation mark', '!sshd !(nginx or node)', [1, 90]],
    ['negates twice', 'not not sshd', [443]],
    ['works as the examples say', 'not ssh and (user=root or mem>1G)', [1, 4431, 90]],
    ['ends a value at a parenthesis it did not open', '(cmd~(js|ada))', [443, 4431]],
    ['keeps quotes within a value', "cmd='sshd: ada [priv]'", [443]],
    ['knows columns by id and header', 'residentBytes>1G CPU%>1', [4431]],
  ])('%s: %s', (_, text, pids) => {
    expect(found(text)).toEqual(pids);
  });

  it('finds nothing unknown, whatever the comparison', () => {
    for (const operator of ['=', '!=', '<', '<=', '>', '>=']) expect(found(`cpu${operator}0`)).not.toContain(90);
    expect(found('tty!=pts/1')).toEqual([]);
    expect(found('tty!~pts')).toEqual([]);
    expect(found('read>=0')).toEqual([]);
  });

  it('is none when there is no text', () => {
    expect(parseFilter('', PANE)).toEqual({ filter: undefined });
    expect(parseFilter(' \t', PANE)).toEqual({ filter: undefined });
  });

  it('says which columns it reads', () => {
    expect([...filterColumns(parse('read>1M or container=web and mem>1G'))].sort()).toEqual([
      'container',
      'readBytesPerSecond',
      'residentBytes',
    ]);
    expect(filterColumns(parse('nginx'))).toEqual(['name', 'command']);
  });

  it('does not hang on a pattern made to hang', () => {
    const sample = fakeSample({ processes: [{ pid: 1, commandLine: ['a'.repeat(5000)] }] });
    const started = performance.now();
    for (const pattern of ['(a+)+$b', '(a|a)*$b', '(.*.*.*.*)*x', 'a*a*a*a*a*a*b', '(a?){30}a{30}b']) {
      expect(matches(parse(`cmd~'${pattern}'`), sample, 0)).toBe(false);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a faulty filter says what is wrong and where', () => {
  it('and which panes know a column that this one does not', () => {
    expect(parseFilter('rss>1g', CONNECTIONS)).toEqual({
      fault: {
        message: 'there is no column rss here, but in Processes (ntop ps), Memory (ntop mem), Sessions (ntop who)',
        position: 0,
      },
    });
  });

  it.each([
    ['cpux>5', 0, 'there is no column cpux; did you mean cpu?'],
    ['port=443', 0, 'there is no column port here, but in Connections (ntop net), Sessions (ntop who)'],
    ['nginx (LocalPort=80)', 7, 'there is no column LocalPort here, but in Connections (ntop net)'],
    ['ssh and zzzzzzzz=1', 8, 'there is no column zzzzzzzz; put it in quotes to look for it as text'],
    ['--type=gpu', 0, 'there is no column --type; put it in quotes to look for it as text'],
    ['cpu>', 4, 'a value is missing after >'],
    ['(cpu> )', 6, 'a value is missing after >'],
    ['cpu>much', 4, 'cpu is compared with a percentage such as 5 or 5%'],
    ['mem>5%M', 4, 'mem is compared with a size such as 500M'],
    ['time>soon', 5, 'time is compared with a time such as 90, 1.5s or 1h30m'],
    ['pid=1.2.3', 4, 'pid is compared with a number'],
    ['started>yesterday', 8, 'started is compared with a moment such as 2026-11-23 or 2026-11-23T10:00'],
    ['user>root', 4, 'user is text, which has no >; use = or ~'],
    ['state=run', 6, 'there is no state run; there are R, S, D, T, t, Z, I, P, X'],
    ['s!=q', 3, 'there is no state q; there are R, S, D, T, t, Z, I, P, X'],
    ['mem~5', 3, '~ searches text, and mem is compared with a percentage such as 5 or 5%'],
    ['a or', 4, 'something is missing at the end'],
    ['not', 3, 'something is missing at the end'],
    ['or a', 0, 'something is missing before this'],
    ['a or and b', 5, 'something is missing before this'],
    ['()', 1, 'something is missing before this )'],
    ['a )', 2, 'this ) closes nothing'],
    ['x (a or b', 2, 'this ( is not closed'],
    ['"open', 0, 'this quote is not closed'],
    ["user='open", 5, 'this quote is not closed'],
    ['=5', 0, 'a column is missing before this'],
    ['cmd~[a', 4, 'missing closing ] in the pattern'],
  ])('%s', (text, position, message) => {
    expect(parseFilter(text, PANE)).toEqual({ fault: { message, position } });
  });

  it('and one that nobody typed is refused', () => {
    expect(parseFilter('('.repeat(100_000), PANE)).toMatchObject({ fault: { position: 1000 } });
  });

  it('and every beginning of a good one is read or refused, but never throws', () => {
    const text = `!(not user='a b' and cmd~^(a|b)+$ or mem >= 1.5G "x" pid!=7)`;
    for (let end = 0; end <= text.length; end++) {
      const parsed = parseFilter(text.slice(0, end), PANE);
      if ('fault' in parsed) expect(parsed.fault.position).toBeLessThanOrEqual(end);
    }
  });
});

it.each(['shell', 'command~^/bin/sh', 'name=sh', 'not zsh'])(
  'what was said of a process holds no longer than its text: %s',
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
