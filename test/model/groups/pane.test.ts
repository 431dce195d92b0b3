import { describe, expect, it } from 'vitest';
import { GROUP_COLUMNS, GROUP_JSON_COLUMN_IDS } from '../../../src/model/groups/group-columns.js';
import { GROUPS } from '../../../src/model/groups/pane.js';
import { findColumn } from '../../../src/model/list/column-kinds.js';
import type { UnitReading } from '../../../src/model/machine/unit-reading.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { writeJson } from '../../../src/output/json.js';
import { type FakeGroup, fakeGroups } from '../../support/groups.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import { type FakeProcess, type FakeReading, fakeSample } from '../../support/snapshots.js';

const ID = 'c0ffee'.padEnd(64, '0');

/** A machine with a service, a container with a service in it, and a login. */
const TREE: readonly FakeGroup[] = [
  { path: '/', cpuSeconds: 100, oomKillsBelow: 2 },
  { path: '/system.slice', cpuSeconds: 60, memoryBytes: 3000, oomKillsBelow: 2 },
  { path: '/system.slice/nginx.service', cpuSeconds: 40, memoryBytes: 2000, memoryLimitBytes: 4000, tasks: 3 },
  { path: `/system.slice/docker-${ID}.scope`, cpuSeconds: 20, memoryBytes: 1000, quotaCpus: 0.5 },
  { path: `/system.slice/docker-${ID}.scope/init.scope`, cpuSeconds: 5, memoryBytes: 100 },
  { path: '/user.slice', cpuSeconds: 10, memoryBytes: 700 },
  { path: '/user.slice/user-1000.slice', cpuSeconds: 10, memoryBytes: 700 },
  { path: '/user.slice/user-1000.slice/session-3.scope', cpuSeconds: 10, memoryBytes: 700 },
];

const PROCESSES: readonly FakeProcess[] = [
  { pid: 10, name: 'nginx', group: 2, cpuGroup: 2, memoryGroup: 2 },
  { pid: 11, ppid: 10, name: 'worker', group: 2, cpuGroup: 2, memoryGroup: 2, uid: 33 },
  { pid: 20, name: 'app', group: 4, cpuGroup: 4, memoryGroup: 4 },
  { pid: 30, name: 'bash', group: 7, cpuGroup: 7, memoryGroup: 7 },
  { pid: 40, name: 'stranger', group: -1, cpuGroup: -1, memoryGroup: -1 },
];

/** The same some seconds later, each having used this many CPU seconds more. */
const later = (groups: readonly FakeGroup[], more: readonly number[]): FakeGroup[] =>
  groups.map((group, at) => ({ ...group, cpuSeconds: (group.cpuSeconds ?? 0) + (more[at] ?? 0) }));

function look(session: Session, groups = TREE, rest: FakeReading = {}, monotonicSeconds = 0): void {
  session.sample(PROCESSES, { groups: fakeGroups(groups, { monotonicSeconds }), ...rest });
}

function openGroups(rest: Parameters<typeof openSession>[0] = {}, reading: FakeReading = {}): Session {
  const session = openSession({ pane: 'groups', size: { columns: 120, rows: 30 }, ...rest });
  look(session, TREE, reading);
  look(session, later(TREE, [2, 1.6, 1, 0.5, 0.1, 0.4, 0.4, 0.4]), reading, 2);
  return session;
}

/** The last column: the end of each row, from the cell on in which the tree begins. */
function names(session: Session): string[] {
  const titles = textOf(session.frame().list?.titles ?? []);
  return session.rows().map((row) => row.slice(titles.indexOf('NAME')).trimEnd());
}

const UNITS: UnitReading = {
  source: { state: 'read' },
  units: [
    { name: 'nginx.service', active: 'active', sub: 'running' },
    { name: 'backup.service', active: 'failed', sub: 'failed' },
    { name: 'init.scope', active: 'active', sub: 'running' },
    { name: 'session-3.scope', active: 'active', sub: 'abandoned' },
  ],
};

describe('the list of control groups', () => {
  it('is a tree with the names that people know, the busiest first', () => {
    const session = openGroups();
    expect(names(session)).toEqual([
      '/',
      '├─ system.slice',
      '│  ├─ nginx.service',
      '│  └─ c0ffee000000',
      '│     └─ init.scope',
      '└─ user.slice',
      '   └─ user-1000.slice',
      '      └─ session-3.scope',
    ]);
    expect(session.status()).toContain('8 groups');
  });

  it('is flat where that is wanted, and says which of the two it is', async () => {
    const session = openGroups();
    await session.press('t');
    expect(session.status()).toContain('Show control groups as a tree: off');
    expect(names(session)[1]).toBe('system.slice');
    await session.press('f5');
    expect(names(session)[1]).toBe('├─ system.slice');
  });

  it('folds a branch without counting anything twice: what is below is in the figures already', async () => {
    const session = openGroups();
    await session.press('home', 'down');
    const open = session.rows()[1];
    await session.press('-');
    const folded = session.rows()[1];
    expect(folded).toContain('├+ (Σ of 4) system.slice');
    expect(folded?.slice(0, 40)).toBe(open?.slice(0, 40));
    expect(names(session)).toHaveLength(5);
    await session.press('*');
    expect(names(session)).toHaveLength(TREE.length);
    await session.press('*');
    expect(names(session)).toHaveLength(1);
  });

  it('tags a branch, and finds the group above', async () => {
    const session = openGroups();
    await session.press('home', 'down', 'c');
    expect(session.status()).toContain('4 tagged');
    await session.press('down', 'backspace');
    expect(session.state.selected).toBe(2);
    await session.press('home', 'backspace');
    expect(session.status()).toContain('it has no parent here');
  });

  it('sums up only the outermost of the groups, and those below where the outermost says nothing', async () => {
    const session = openGroups();
    expect(session.status()).toContain('CPU 100%, MEM 3.6K');
    await session.press('f4');
    await session.type('name~service$|c0ffee|init');
    await session.press('enter');
    expect(session.status()).toContain('3 of 8 groups, CPU 75.0%, MEM 2.9K');
  });

  it('answers to filter, search and tags', async () => {
    const session = openGroups();
    await session.press('f4');
    await session.type('kind=container cpu>10');
    await session.press('enter');
    expect(names(session)).toEqual(['c0ffee000000']);
    await session.press('escape', '/');
    await session.type('session-3');
    await session.press('enter', 'space');
    expect(session.state.tagged).toEqual(new Set([8]));
  });

  it('shows the groups of the users and PIDs that are asked for, and those above', () => {
    const those = ['/', '└─ system.slice', '   └─ nginx.service'];
    expect(names(openGroups({ pids: new Set([11]) }))).toEqual(those);
    expect(names(openGroups({ users: { names: new Set(['33']), negate: false } }))).toEqual(those);
  });

  it('reads of groups only what its columns need, and nothing while it is closed', async () => {
    const session = openGroups({ settings: { groupColumns: ['name'], groupSort: '+name' } });
    expect(needsOf(session.state)).toMatchObject({ cgroup: true, groups: ['tasks'] });
    expect(needsOf(openGroups().state)).toMatchObject({ units: 'seldom' });
    expect(needsOf(openGroups().state).groups).toEqual(['throttling', 'cpu', 'memory', 'oom', 'tasks', 'io']);
    await session.press('1');
    expect(needsOf(session.state).groups).toBeUndefined();
    expect(needsOf(session.state).units).toBeUndefined();
  });

  it('says why there are none', () => {
    const session = openSession({ pane: 'groups', size: { columns: 160, rows: 20 } });
    look(session, [], { groups: fakeGroups([], { versions: 0 }) });
    expect(session.status()).toContain('no control groups are mounted here');
  });

  it('lets nothing of a hostile name through', () => {
    const session = openSession({ pane: 'groups', size: { columns: 120, rows: 20 } });
    look(session, [{ path: '/\x1b[2J\u202e.service' }, { path: '/a\nb' }], {
      units: { source: { state: 'failed', reason: '\x1b]0;x' }, units: [] },
    });
    const shown = [...session.rows(), session.status()].join('');
    expect(shown).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(shown).toContain("systemd can't be asked");
  });
});

describe('the processes of a group', () => {
  it('are shown alone by Enter, as a tree, and Esc goes back', async () => {
    const session = openGroups();
    await session.press('home', 'down', 'enter');
    expect(session.state.pane).toBe('processes');
    expect(session.pids()).toEqual([10, 11, 20]);
    expect(session.status()).toContain('group system.slice');
    look(session);
    expect(session.pids()).toEqual([10, 11, 20]);
    await session.press('t');
    expect(session.status()).toContain('a group is always a tree');
    expect(needsOf(session.state)).toMatchObject({ cgroup: true, groups: ['tasks'] });
    await session.press('escape');
    expect(session.state.pane).toBe('groups');
    expect(session.state.selected).toBe(2);
  });

  it('are none where none can be seen', async () => {
    const session = openSession({ pane: 'groups' });
    look(session, [{ path: '/empty' }, { path: '/other' }]);
    session.sample([], { groups: fakeGroups([{ path: '/empty' }]) });
    await session.press('home', 'enter');
    expect(session.state.pane).toBe('groups');
    expect(session.status()).toContain('empty has no process that can be seen');
  });

  it('are empty once the group has gone, and it is the same group when it returns only by its serial', async () => {
    const session = openGroups();
    await session.press('home', 'down', 'down', 'enter');
    expect(session.pids()).toEqual([10, 11]);
    look(session, TREE.slice(0, 2));
    expect(session.pids()).toEqual([]);
    look(
      session,
      TREE.map((group, at) => ({ ...group, serial: 100 + at })),
    );
    expect(session.pids()).toEqual([]);
  });

  it('are signalled if there is one; of several, one has to be chosen', async () => {
    const session = openGroups();
    await session.press('end', 'k');
    expect(session.top('picker').targets.map(({ identity }) => identity.pid)).toEqual([30]);
    const several = openGroups();
    await several.press('home', 'down', 'down', 'k');
    expect(several.state.pane).toBe('processes');
    expect(several.pids()).toEqual([10, 11]);
    expect(several.status()).toContain('2 processes: select one or tag some');
    const readonly = openGroups({ readonly: true });
    await readonly.press('end', 'k');
    expect(readonly.status()).toContain('read-only');
  });

  it('are found in whatever hierarchy they are in the group', async () => {
    const session = openSession({ pane: 'groups' });
    const groups = fakeGroups([{ path: '/' }, { path: '/quota' }]);
    session.sample([{ pid: 7, group: 0, cpuGroup: 1, memoryGroup: 0 }], { groups });
    await session.press('home', 'down', 'enter');
    expect(session.pids()).toEqual([7]);
  });
});

describe('the columns of a group', () => {
  const between = (before: FakeGroup, now: FakeGroup, rest: FakeReading = {}) =>
    fakeSample(
      { groups: fakeGroups([now], { monotonicSeconds: 2 }), processes: [], ...rest },
      { groups: fakeGroups([before]) },
    );
  const value = (sample: Sample, id: string, slot = 0) => findColumn(GROUP_COLUMNS, id)?.value(sample, slot);

  it('have CPU of the machine and of the quota', () => {
    const sample = between({ path: '/a', cpuSeconds: 1 }, { path: '/a', cpuSeconds: 2, quotaCpus: 2 });
    expect(value(sample, 'cpuPercent')).toBe(50);
    expect(value(sample, 'quotaPercent')).toBe(25);
    const free = between({ path: '/a', cpuSeconds: 1 }, { path: '/a', cpuSeconds: 2, quotaCpus: Infinity });
    expect(value(free, 'quotaPercent')).toBeUndefined();
    expect(value(free, 'quotaCpus')).toBeUndefined();
  });

  it('have memory and its limit, but none that there is not', () => {
    const sample = between({ path: '/a' }, { path: '/a', memoryBytes: 50, memoryLimitBytes: 200, swapBytes: 7 });
    expect(value(sample, 'memoryPercent')).toBe(25);
    expect(value(sample, 'memoryLimitBytes')).toBe(200);
    const free = between({ path: '/a' }, { path: '/a', memoryBytes: 50, memoryLimitBytes: Infinity });
    expect(value(free, 'memoryLimitBytes')).toBeUndefined();
    expect(value(free, 'memoryPercent')).toBeUndefined();
  });

  it('have no rate over a counter that fell, or a group that came back', () => {
    const fell = between({ path: '/a', cpuSeconds: 9, readBytes: 9 }, { path: '/a', cpuSeconds: 1, readBytes: 1 });
    expect([value(fell, 'cpuPercent'), value(fell, 'readBytesPerSecond')]).toEqual([undefined, undefined]);
    const back = between({ path: '/a', cpuSeconds: 1 }, { path: '/a', cpuSeconds: 2, serial: 9 });
    expect(value(back, 'cpuPercent')).toBeUndefined();
  });

  it('count kills with all groups below, as version 2 does; of version 1 the sum of the counts', () => {
    const two = between({ path: '/a' }, { path: '/a', oomKills: 1, oomKillsBelow: 3 });
    expect(value(two, 'oomKills')).toBe(3);
    const one = fakeSample({
      groups: fakeGroups([
        { path: '/', oomKills: 0 },
        { path: '/a', oomKills: 1 },
        { path: '/a/b', oomKills: 2 },
        { path: '/c' },
      ]),
    });
    expect([0, 1, 2, 3].map((slot) => value(one, 'oomKills', slot))).toEqual([3, 3, 2, undefined]);
  });

  it('of pressure are those of version 2', () => {
    const sample = between({ path: '/a', ioSomeMicroseconds: 0 }, { path: '/a', ioSomeMicroseconds: 500_000 });
    expect([value(sample, 'ioPressurePercent'), value(sample, 'cpuPressurePercent')]).toEqual([25, undefined]);
  });

  it('say how many processes are in it and below', () => {
    const sample = fakeSample({ groups: fakeGroups(TREE), processes: PROCESSES });
    expect([0, 1, 2, 3, 7].map((slot) => value(sample, 'processes', slot))).toEqual([4, 3, 2, 1, 1]);
  });

  it('are those of the contract in JSON, with null for what is unknown', () => {
    const sample = between({ path: '/a' }, { path: '/a' });
    const columns = GROUP_JSON_COLUMN_IDS.flatMap((id) => findColumn(GROUP_COLUMNS, id) ?? []);
    const json = JSON.parse(writeJson(sample, [0], GROUPS, columns));
    expect(json).toMatchObject({ schema: 'ntop.groups/1', intervalSeconds: 2 });
    expect(Object.keys(json.rows[0]).join(' ')).toBe(
      'path name kind cpuPercent quotaPercent throttledPercent memoryBytes memoryLimitBytes swapBytes tasks readBytesPerSecond writeBytesPerSecond oomKills cpuPressurePercent memoryPressurePercent ioPressurePercent unitState',
    );
    const { path, name, kind, ...unknown } = json.rows[0];
    expect({ path, name, kind }).toEqual({ path: '/a', name: 'a', kind: 'other' });
    expect(new Set(Object.values(unknown))).toEqual(new Set([null]));
  });
});

describe('the state of a unit', () => {
  const states = (session: Session) =>
    session.rows().map((row) => row.match(/(failed|active\/\w+)? +-?(?: +-)* *[├└│ +─]*([\w./-]+)$/)?.slice(1, 3));

  it("is that of the machine's own unit; a group in a container that has its name is another", async () => {
    const session = openGroups(
      { size: { columns: 160, rows: 30 }, settings: { ...{ groupTree: false } } },
      { units: UNITS },
    );
    const { sample } = session.state;
    const state = findColumn(GROUP_COLUMNS, 'unitState');
    expect(TREE.map((_, slot) => sample && state?.value(sample, slot))).toEqual([
      undefined,
      undefined,
      'active/running',
      undefined,
      undefined,
      undefined,
      undefined,
      'active/abandoned',
    ]);
  });

  it('puts units that have failed first when sorted by it, also those without a group', async () => {
    const session = openGroups({ settings: { ...{ groupTree: false }, groupSort: '+unitState' } }, { units: UNITS });
    expect(states(session)[0]).toEqual(['failed', 'backup.service']);
    expect(names(session).slice(0, 2)).toEqual(['backup.service', 'session-3.scope']);
    await session.press('home', 'enter');
    expect(session.status()).toContain('backup.service has no process that can be seen');
    await session.press('f4');
    await session.type('state=failed');
    await session.press('enter');
    expect(session.status()).toContain('1 of 9 groups');
  });

  it('of a failed unit stands with the services, and all else of it is unknown', () => {
    const session = openGroups({}, { units: UNITS });
    expect(names(session)).toContain('│  └─ backup.service');
    const { sample } = session.state;
    const row = sample && GROUP_COLUMNS.map((column) => [column.id, column.value(sample, TREE.length)]);
    expect(Object.fromEntries((row ?? []).filter(([, found]) => found !== undefined))).toEqual({
      name: 'backup.service',
      kind: 'service',
      unitState: 'failed',
    });
  });
});
