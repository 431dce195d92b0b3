import { describe, expect, it } from 'vitest';
import { needsOf } from '../../../src/model/state/needs.js';
import { type FakeGroup, fakeGroups } from '../../support/groups.js';
import { openSession, type Session } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

const GROUPS: readonly FakeGroup[] = [
  { path: '/' },
  { path: '/system.slice' },
  { path: '/system.slice/nginx.service' },
  { path: '/system.slice/a\x1b[2J.service' },
  { path: '/empty.slice' },
];

const inGroup = (group: number) => ({ group, cpuGroup: group, memoryGroup: group });

const PROCESSES: readonly FakeProcess[] = [
  { pid: 1, ppid: 0, name: 'init', ...inGroup(0), residentBytes: 10 * 1024 },
  { pid: 10, ppid: 1, name: 'nginx', ...inGroup(2), residentBytes: 30 * 1024 },
  { pid: 11, ppid: 10, name: 'worker', ...inGroup(2), residentBytes: 50 * 1024 },
  { pid: 20, ppid: 1, name: 'odd', ...inGroup(3), residentBytes: 20 * 1024 },
  { pid: 30, ppid: 1, name: 'lost', residentBytes: 5 * 1024 },
];

const SETTINGS = { columns: ['pid', 'residentBytes', 'command'] } as const;

function look(session: Session, processes = PROCESSES, groups = GROUPS): void {
  session.sample(processes, { groups: fakeGroups(groups) });
}

async function openTree(...keys: readonly string[]): Promise<Session> {
  const session = openSession({ settings: SETTINGS, processes: PROCESSES });
  look(session);
  await session.press('C', ...keys);
  return session;
}

const drawn = (session: Session) => session.rows().map((row) => row.replace(/ +/g, ' ').trim());

describe('the tree by control group', () => {
  it('has each process below its group, with the sums of all below it', async () => {
    const session = await openTree();
    expect(session.status()).toContain('Show processes below their control groups: on');
    expect(drawn(session)).toEqual([
      '30 5.0K lost',
      'Σ110K /',
      '1 10.0K ├─ init',
      'Σ100K └─ system.slice',
      '20.0K ├─ a?[2J.service',
      '20 20.0K │ └─ odd',
      '80.0K └─ nginx.service',
      '10 30.0K ├─ nginx',
      '11 50.0K └─ worker',
    ]);
    expect(needsOf(session.state)).toMatchObject({ cgroup: true, groups: ['tasks'] });
    await session.press('escape', 'down');
    expect(session.status()).toContain('by control group');
    await session.press('C');
    expect(drawn(session)).toHaveLength(PROCESSES.length);
    expect(session.state.sample?.prepared).toBeUndefined();
  });

  it('sorts groups by their sums where there are sums', async () => {
    const session = await openTree('M');
    expect(
      drawn(session)
        .slice(-6)
        .map((row) => row.split(' ').at(-1)),
    ).toEqual(['system.slice', 'nginx.service', 'worker', 'nginx', 'a?[2J.service', 'odd']);
  });

  it('nests processes of one group by their parents with t', async () => {
    const session = await openTree('t');
    expect(drawn(session).slice(-3)).toEqual(['80.0K └─ nginx.service', '10 30.0K └─ nginx', '11 50.0K └─ worker']);
  });

  it('shows only groups of processes that match', async () => {
    const session = await openTree('f4', ...'worker', 'enter');
    expect(drawn(session)).toEqual([
      '50.0K /',
      '50.0K └─ system.slice',
      '50.0K └─ nginx.service',
      '11 50.0K └─ worker',
    ]);
    expect(session.status()).toContain('1 of 5 processes');
  });

  it('folds a group, tags its processes, and signals none by the group itself', async () => {
    const session = await openTree('end', 'backspace', '-');
    expect(drawn(session).at(-1)).toBe('80.0K └+ (Σ of 2) nginx.service');
    await session.press('+', 'k');
    expect(session.state.layers).toEqual([]);
    expect(session.status()).toContain('it is a control group: c tags its processes');
    await session.press('space');
    expect(session.status()).toContain('a control group can not be tagged');
    await session.press('enter');
    expect(session.state.layers).toEqual([]);
    await session.press('c', 'k');
    expect(session.top('picker').targets.map(({ identity }) => identity.pid)).toEqual(expect.arrayContaining([10, 11]));
  });

  it('keeps the selected group over samples, and leaves no ended row of one that has gone', async () => {
    const session = await openTree('end', 'backspace');
    const { selected } = session.state;
    expect(selected).toBeLessThan(0);
    look(session);
    expect(session.state.selected).toBe(selected);
    session.command({ type: 'toggle', setting: 'hideIdle' });
    look(session, PROCESSES.slice(0, 1), GROUPS.slice(0, 1));
    expect(session.state.list?.ended.size).toBe(0);
  });

  it('is the plain list until groups have been read', async () => {
    const session = openSession({ settings: SETTINGS, processes: PROCESSES });
    await session.press('C');
    expect(session.pids()).toEqual([1, 10, 11, 20, 30]);
  });

  it('copies the path of a group', async () => {
    const session = await openTree('end', 'backspace', 'y');
    expect(session.status()).toContain('/system.slice/nginx.service');
  });
});
