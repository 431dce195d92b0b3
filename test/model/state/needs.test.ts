import { describe, expect, it } from 'vitest';
import { needsOf } from '../../../src/model/state/needs.js';
import { crowd, openSession, type Session } from '../../support/session.js';

const needs = (session: Session) => needsOf(session.state);

describe('what has to be read', () => {
  it('is no more than what is shown, what limits ntop itself, what happens, and the sensors of the meters', () => {
    const wanted = (session: Session) =>
      Object.entries(needs(session)).filter(([, need]) => need !== false && need !== undefined);
    expect(wanted(openSession({ settings: { loginNotices: false } }))).toEqual([
      ['events', true],
      ['ownLimits', true],
      ['meterSensors', true],
      ['visibleSlots', []],
    ]);
    expect(wanted(openSession())).toContainEqual(['sessions', 'seldom']);
  });

  it.each([
    ['readBytesPerSecond', { io: true, cgroup: false }],
    ['container', { io: false, cgroup: true }],
    ['swapBytes', { io: false, memory: true }],
    ['oomScore', { cgroup: false, memory: true }],
    ['fds', { fds: true, fdLimits: false }],
    ['fdsPercent', { fds: true, fdLimits: true, waitChannel: false }],
    ['fdsGrowth', { fds: true, fdLimits: false }],
    ['waitChannel', { fds: false, waitChannel: true }],
    ['cpuWaitPercent', { delays: true, groups: ['throttling'] }],
    ['ioWaitPercent', { delays: true, whyNotAllDelays: true, groups: undefined }],
    ['contextSwitchesPerSecond', { delays: true, whyNotAllDelays: false, groups: undefined }],
    ['virtualBytes', { io: false, cgroup: false, memory: false }],
  ])('for the column %s is %j', (id, expected) => {
    expect(needs(openSession({ settings: { columns: ['pid', id] } }))).toMatchObject(expected);
    expect(needs(openSession({ settings: { sort: `-${id}` } }))).toMatchObject(expected);
  });

  it('are the sockets of TCP where processes show their traffic, and all of them on the page of a process', () => {
    const session = openSession({ processes: crowd(3), settings: { columns: ['pid', 'receiveBytesPerSecond'] } });
    expect(needs(session).sockets).toMatchObject({ tcp: true, udp: false, owners: true, allNamespaces: true });
    const other = openSession({ processes: crowd(3) });
    other.press('home', 'enter');
    expect(needs(other).sockets).toMatchObject({ tcp: true, udp: true, unix: true, owners: false });
    other.press('escape');
    expect(needs(other).sockets).toBeUndefined();
  });

  it('includes what a filter asks about', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f4');
    session.type('write>1M or cgroup~x');
    expect(needs(session)).toMatchObject({ io: true, cgroup: true });
    session.press('ctrl+u');
    expect(needs(session)).toMatchObject({ io: false, cgroup: false });
  });

  it('includes what only some columns need of control groups', () => {
    const session = openSession({ settings: { columns: ['pid', 'throttledPercent'] } });
    expect(needs(session)).toMatchObject({ cgroup: true, groups: ['throttling'] });
    expect(needs(openSession()).groups).toBeUndefined();
    const units = openSession({ settings: { columns: ['pid', 'unit'] } });
    expect(needs(units)).toMatchObject({ cgroup: true, groups: undefined });
  });

  it('is read again for all processes if it can change while a process sleeps', () => {
    const still = {
      ...{ freshNice: false, freshStat: false, freshResident: false },
      ...{ freshMemory: false, freshCgroup: false, freshFdLimits: false, freshWaitChannel: false },
    };
    expect(needs(openSession({ settings: { columns: ['pid', 'nice', 'residentBytes'] } }))).toMatchObject(still);
    for (const [sort, need] of [
      ['+nice', 'freshNice'],
      ['-nice', 'freshNice'],
      ['+priority', 'freshStat'],
      ['+state', 'freshStat'],
      ['+residentBytes', 'freshResident'],
      ['-swapBytes', 'freshMemory'],
      ['+container', 'freshCgroup'],
      ['-fdsPercent', 'freshFdLimits'],
      ['+waitChannel', 'freshWaitChannel'],
      ['-uninterruptibleSeconds', 'freshStat'],
    ] as const) {
      expect(needs(openSession({ settings: { sort } }))).toMatchObject({ ...still, [need]: true });
    }
    // Others can only take memory, so the largest are on the screen, and those are read in any case.
    for (const sort of ['-residentBytes', '-cpuPercent', '+name']) {
      expect(needs(openSession({ settings: { sort } }))).toMatchObject(still);
    }
    const session = openSession({ processes: crowd(3) });
    session.press('f4');
    session.type('nice=7 and res<1M');
    expect(needs(session)).toMatchObject({ ...still, freshNice: true, freshResident: true });
    session.press('ctrl+u');
    expect(needs(session)).toMatchObject(still);
  });

  it('includes storage while a detail is open, and threads while they are shown', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'enter');
    expect(needs(session).io).toBe(true);
    session.press('q', 'H');
    expect(needs(session)).toMatchObject({ io: false, threads: true });
  });

  it('names the slots on the screen, for their command lines', () => {
    const session = openSession({ processes: crowd(100), size: { columns: 80, rows: 24 } });
    session.press('end');
    const { visibleSlots } = needs(session);
    expect(visibleSlots).toHaveLength(session.rows().length);
    expect(visibleSlots.at(-1)).toBe(99);
  });
});
