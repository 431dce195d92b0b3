import { describe, expect, it } from 'vitest';
import { fakeBatch, fakeEvent, NO_LISTENERS } from '../../support/events.js';
import { openSession, type Session } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

const process = (pid: number, rest: Partial<FakeProcess> = {}): FakeProcess => ({
  pid,
  slot: pid,
  name: `p${pid}`,
  commandLine: [`run-${pid}`],
  startTicks: 100,
  ...rest,
});
const FOUR = [1, 2, 3, 4].map((pid) => process(pid));
const without = (...gone: readonly number[]) => FOUR.filter(({ pid }) => !gone.includes(pid));
const endOf = (pid: number, rest = {}) =>
  fakeBatch([fakeEvent({ event: 'exited', pid, startTicks: 100, exitStatus: 3, ...rest })]);

function open(settings = {}, processes = FOUR): Session {
  return openSession({ processes, settings: { endedProcesses: true, ...settings } as never });
}

const rows = (session: Session) => session.rows().map((row) => row.trim().replace(/ +/g, ' '));
const short = (session: Session) => rows(session).map((row) => row.replace(/^(\S+) .* 0:00.00 /, '$1 '));

describe('a process that has ended', () => {
  it('stays in its row for some seconds, muted, with how it ended', () => {
    const session = open();
    session.sample(without(2), { events: endOf(2) });
    expect(short(session)).toEqual(['1 run-1', '2 (status 3) run-2', '3 run-3', '4 run-4']);
    expect(rows(session).map((row) => row.split(' ')[3])).toEqual(['S', 'X', 'S', 'S']);
    const [, line] = session.frame().list?.rows ?? [];
    expect(new Set(line?.line.slice(1).map(({ tone }) => tone))).toEqual(new Set(['muted']));
    for (let seconds = 0; seconds < 3; seconds += 1.5) session.sample(without(2), { events: fakeBatch([]) });
    expect(short(session)).toHaveLength(4);
    session.clock += 2000;
    session.sample(without(2), { events: fakeBatch([]) });
    expect(short(session)).toEqual(['1 run-1', '3 run-3', '4 run-4']);
  });

  it.each([
    ['a signal', { signal: 15, exitStatus: undefined }, '(SIGTERM)'],
    ['a crash', { event: 'crashed', signal: 11, exitStatus: undefined }, '(crashed, SIGSEGV)'],
    ['the kernel, for memory', { event: 'oomKilled', signal: 9, exitStatus: undefined }, '(OOM-killed, SIGKILL)'],
    ['something that is not known', { exitStatus: undefined }, '(ended)'],
    ['another process with its PID', { startTicks: 99 }, '(ended)'],
  ])('says that it was ended by %s', (_, rest, words) => {
    const session = open();
    session.sample(without(2), { events: endOf(2, rest) });
    expect(short(session)[1]).toBe(`2 ${words} run-2`);
  });

  it('says only that it ended where the kernel tells nothing', () => {
    const session = open();
    session.sample(FOUR, { events: fakeBatch([], { sources: NO_LISTENERS }) });
    session.sample(without(2), { events: fakeBatch([], { sources: NO_LISTENERS }) });
    expect(short(session)[1]).toBe('2 (ended) run-2');
  });

  it('keeps its own texts, whatever has its slot and its PID then', () => {
    const session = open();
    const heir = process(2, { name: 'heir', commandLine: ['heir'], serial: 99, startTicks: 200 });
    session.sample([...without(2), heir], { events: endOf(2) });
    expect(short(session)).toEqual(['1 run-1', '2 (status 3) run-2', '2 heir', '3 run-3', '4 run-4']);
  });

  it('is never selected: keys pass it over, a click says so', async () => {
    const session = open();
    await session.press('home', 'down');
    session.sample(without(2), { events: endOf(2) });
    expect(session.selectedPid()).toBe(0);
    await session.press('k');
    expect(session.state.layers).toEqual([]);
    expect(session.status()).toContain('2 p2 has ended: nothing was done');
    await session.press('down');
    expect(session.selectedPid()).toBe(3);
    await session.press('up');
    expect(session.selectedPid()).toBe(1);
    await session.press('down');
    expect(session.selectedPid()).toBe(3);
    await session.command({ type: 'selectRow', row: 1 });
    expect(session.status()).toContain('it has ended: nothing was done');
    expect(session.selectedPid()).toBe(3);
  });

  it('gives the selection to the next one that lives', () => {
    const session = open();
    session.press('home', 'down');
    session.sample(without(2), { events: endOf(2) });
    session.clock += 1000;
    session.sample(without(2), { events: fakeBatch([]) });
    expect(session.selectedPid()).toBe(3);
  });

  it('at the top is passed over by the first row, at the end by the last', async () => {
    const session = open();
    session.sample(without(1, 4), { events: fakeBatch([]) });
    expect(session.selectedPid()).toBe(2);
    await session.press('end');
    expect(session.selectedPid()).toBe(3);
    await session.press('home');
    expect(session.selectedPid()).toBe(2);
    await session.press('/');
    await session.type('run-');
    await session.press('enter', 'n', 'n', 'n');
    expect([2, 3]).toContain(session.selectedPid());
  });

  it('leaves the list when that is made anew: for a filter, another order, another pane', async () => {
    const session = open();
    session.sample(without(2), { events: endOf(2) });
    await session.press('I');
    expect(short(session)).toEqual(['4 run-4', '3 run-3', '1 run-1']);
    session.sample(without(2, 3), { events: endOf(3) });
    await session.press('2', '1');
    expect(short(session)).toEqual(['4 run-4', '1 run-1']);
  });

  it('does not count, and of many only some stay', () => {
    const crowd = Array.from({ length: 30 }, (_, index) => process(index + 1));
    const session = open({}, crowd);
    session.sample(crowd.slice(20), { events: fakeBatch([]) });
    expect(session.status()).toContain('10 processes');
    expect(rows(session).filter((row) => row.includes('(ended)')).length).toBeLessThanOrEqual(4);
    expect(short(session)).toContain('21 run-21');
  });

  it('stays in a tree with its branch', async () => {
    const family = [process(1), process(2, { ppid: 1 }), process(3, { ppid: 1 })];
    const session = open({ tree: true }, family);
    session.sample([family[0], family[2]] as never, { events: endOf(2) });
    expect(rows(session)[1]).toContain('├─ (status 3) run-2');
  });

  it('leaves at once if the setting says so', () => {
    const session = open({ endedProcesses: false });
    session.sample(without(2), { events: endOf(2) });
    expect(short(session)).toEqual(['1 run-1', '3 run-3', '4 run-4']);
  });
});

describe('a new process', () => {
  const NEW = process(9, { startTicks: 100_000 });

  it('is marked for some seconds', () => {
    const session = open();
    session.sample([...FOUR, NEW], { events: fakeBatch([]) });
    expect(session.rows().map((row) => row.charAt(0))).toEqual([' ', ' ', ' ', ' ', '+']);
    for (let seconds = 0; seconds < 6; seconds += 1.5) session.sample([...FOUR, NEW], { events: fakeBatch([]) });
    expect(session.rows().map((row) => row.charAt(0))).toEqual([' ', ' ', ' ', ' ', ' ']);
  });

  it('is not marked if the setting says so', () => {
    const session = open({ newProcesses: false });
    session.sample([...FOUR, NEW], { events: fakeBatch([]) });
    expect(session.rows().at(-1)?.charAt(0)).toBe(' ');
  });
});
