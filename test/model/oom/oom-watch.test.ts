import { describe, expect, it } from 'vitest';
import type { EventBatch, ProcessEvent } from '../../../src/model/machine/events.js';
import { oomFacts, oomNotice } from '../../../src/model/oom/oom-text.js';
import { createOomWatch, oomNeeds, storyOf, watchOom } from '../../../src/model/oom/oom-watch.js';
import { type FakeGroup, fakeGroups } from '../../support/groups.js';
import { type FakeProcess, fakeSnapshot } from '../../support/snapshots.js';

const MIB = 1 << 20;

const KILLED: ProcessEvent = {
  event: 'oomKilled',
  wallClockMilliseconds: fakeSnapshot({ seconds: 20 }).system.wallClockMilliseconds,
  ...{ pid: 7, startTicks: 100, pidfdInode: 0, parentPid: 1, uid: 1000, name: 'greedy', command: ['greedy'] },
  ...{ cgroup: '/pod/app', exitStatus: undefined, signal: 9, lifetimeSeconds: 5, cpuSeconds: 1 },
  ...{ peakResidentBytes: 30 * MIB, readBytes: 0, writeBytes: 0, source: 'kmsg' },
};

function batch(...events: readonly ProcessEvent[]): EventBatch {
  return { events, lost: 0, unread: 0, sources: { connector: undefined, taskstats: undefined, kmsg: undefined } };
}

const process = (pid: number, mebibytes: number, rest: Partial<FakeProcess> = {}): FakeProcess => ({
  ...{ pid, slot: pid, residentBytes: mebibytes * MIB, startTicks: 100, name: `p${pid}` },
  ...rest,
});

const POD: FakeGroup = { path: '/pod', memoryLimitBytes: 30 * MIB, limitHits: 1, oomKills: 0 };
const APP: FakeGroup = { path: '/pod/app', memoryLimitBytes: Number.POSITIVE_INFINITY, limitHits: 0, oomKills: 0 };
const ROOT: FakeGroup = { path: '/', memoryLimitBytes: Number.POSITIVE_INFINITY, limitHits: 0, oomKills: 0 };
const AFTER = fakeGroups([{ ...APP, oomKills: 1 }, { ...POD, limitHits: 9 }, ROOT]);

/** A machine on which nothing has happened for fifteen seconds; its groups have been read. */
function started(processes: readonly FakeProcess[] = [process(7, 10)], groups = fakeGroups([APP, POD, ROOT])) {
  const watch = createOomWatch();
  const take = (seconds: number, rest: Parameters<typeof fakeSnapshot>[0] = {}, oomKills = 3) =>
    watchOom(watch, fakeSnapshot({ seconds, processes, system: { oomKills }, ...rest }));
  take(0);
  take(12);
  expect(oomNeeds(watch).groups).toEqual(['oom']);
  take(15, { groups });
  expect(oomNeeds(watch)).toEqual({});
  return { watch, take };
}

describe('when the kernel kills for memory', () => {
  it('its log and the counts of groups tell which process, in which group, with which limit, and what it held', () => {
    const { watch, take } = started();
    expect(take(19, { processes: [process(7, 28)] })).toEqual([]);
    expect(take(20, { processes: [], events: batch(KILLED) }, 4)).toEqual([]);
    expect(oomNeeds(watch)).toEqual({ groups: ['oom'], groupPaths: ['/pod/app'] });
    const [story] = take(20.3, { processes: [], groups: AFTER }, 4);
    expect(story).toMatchObject({
      source: 'kmsg',
      victim: { pid: 7, name: 'greedy', user: 'ada', heldBytes: 28 * MIB, heldSecondsBefore: 1, peakBytes: 30 * MIB },
      group: '/pod/app',
      isCounted: true,
      limit: { path: '/pod', bytes: 30 * MIB, isMet: true },
    });
    expect(story && oomNotice(story)).toBe('OOM: 7 greedy (ada) killed, held 28.0M: limit 30.0M of /pod');
    expect(storyOf(watch.stories, KILLED)).toBe(story);
    expect(storyOf(watch.stories, { ...KILLED, startTicks: 101 })).toBeUndefined();
    expect(oomNeeds(watch)).toEqual({});
    expect(take(22, { processes: [] }, 4)).toEqual([]);
  });

  it('the processes that grew most in the minutes before are named, those outside of the limit not', () => {
    const inside = { memoryGroup: 0 };
    const before = [process(3, 50, { memoryGroup: 2 }), process(4, 5, inside), process(5, 5, inside), process(7, 10)];
    const { take } = started(before);
    const grown = [process(3, 90, { memoryGroup: 2 }), process(4, 7, inside), process(5, 9, inside)];
    take(19, { processes: [...grown, process(7, 28)] });
    take(20, { processes: grown, events: batch(KILLED) }, 4);
    const [story] = take(20.3, { processes: grown, groups: AFTER }, 4);
    expect(story?.grown.map(({ who, grownBytes }) => [who.pid, grownBytes / MIB])).toEqual([
      [7, 18],
      [5, 4],
      [4, 2],
    ]);
    expect(story && oomFacts(story)).toContainEqual(['Grew most', '7 p7: +18.0M to 28.0M in 19s']);
  });

  it('a process that started since has grown by all that it has, and one that was small by at least the rest', () => {
    const small = process(5, 0.5, { memoryGroup: 0 });
    const { take } = started([small]);
    const young = process(7, 20, { startTicks: 100_000 + 1_600 });
    take(19, { processes: [process(5, 9, { memoryGroup: 0 }), young] });
    take(20, { processes: [process(5, 9, { memoryGroup: 0 })], events: batch(KILLED) }, 4);
    const [story] = take(20.3, { processes: [process(5, 9, { memoryGroup: 0 })], groups: AFTER }, 4);
    const growths = story?.grown.map(({ who, grownBytes, isLeast }) => [who.pid, grownBytes / MIB, isLeast]);
    expect(growths).toEqual([
      [7, 20, false],
      [5, 8, true],
    ]);
  });

  it('without rights the count, the end and the group tell it, by all signs', () => {
    const { take } = started();
    take(19, { processes: [process(7, 28)] });
    const event = { ...KILLED, source: 'vmstat', peakResidentBytes: Number.NaN } as const;
    take(20, { processes: [], events: batch(event) }, 4);
    const [story] = take(20.3, { processes: [], groups: AFTER }, 4);
    expect(story).toMatchObject({ source: 'vmstat', isCounted: true });
    expect(story && oomNotice(story)).toContain('killed, by all signs, held 28.0M');
    const facts = story && Object.fromEntries(oomFacts(story));
    expect(facts?.['Killed by']).toMatch(/by all signs: .* and so did its group$/);
    expect(facts?.['Not known']).toMatch(/kmsg.*taskstats/);
  });

  it('what the log of the kernel says of memory, group and limit comes before what was counted', () => {
    const { take } = started();
    const oom = { heldBytes: 29 * MIB, group: '/pod/app/x', limitGroup: '/pod/app', limitBytes: 31 * MIB };
    take(20, { processes: [], events: batch({ ...KILLED, oom: { ...oom, isOfMachine: false } }) }, 4);
    const [story] = take(20.3, { processes: [], groups: fakeGroups([APP, POD, ROOT]) }, 4);
    expect(story).toMatchObject({
      victim: { heldBytes: 29 * MIB, heldSecondsBefore: 0 },
      group: '/pod/app/x',
      limit: { path: '/pod/app', bytes: 31 * MIB, isMet: true },
    });
    const facts = story && Object.fromEntries(oomFacts(story));
    expect(facts?.Held).toBe('29.0M resident when it was killed');

    const whole = started();
    const machine = { heldBytes: Number.NaN, group: '/pod/app', limitGroup: undefined, limitBytes: Number.NaN };
    whole.take(20, { processes: [], events: batch({ ...KILLED, oom: { ...machine, isOfMachine: true } }) }, 4);
    const [ofMachine] = whole.take(20.3, { processes: [], groups: AFTER }, 4);
    expect(ofMachine).toMatchObject({ isOfMachine: true, limit: undefined, victim: { heldBytes: 10 * MIB } });
  });

  it('a group that counted no kill casts doubt on it', () => {
    const { take } = started();
    take(20, { processes: [], events: batch({ ...KILLED, source: 'vmstat' }) }, 4);
    const [story] = take(20.3, { processes: [], groups: fakeGroups([APP, POD, ROOT]) }, 4);
    expect(story?.isCounted).toBe(false);
    expect(story && Object.fromEntries(oomFacts(story))['Killed by']).toMatch(/^perhaps/);
  });

  it('without any event the only large process that vanished with it is the victim, and of two none', () => {
    const one = started();
    one.take(19, { processes: [process(7, 28)] });
    one.take(20, { processes: [] }, 4);
    expect(one.take(20.3, { processes: [], groups: AFTER }, 4)).toEqual([]);
    const [story] = one.take(21.2, { processes: [], groups: AFTER }, 4);
    expect(story).toMatchObject({ victim: { pid: 7, name: 'p7', heldBytes: 28 * MIB }, group: '/pod/app' });

    const two = started([process(7, 10), process(8, 10)]);
    two.take(20, { processes: [] }, 4);
    const [doubtful] = two.take(21.2, { processes: [], groups: AFTER }, 4);
    expect(doubtful).toMatchObject({ victim: undefined, group: '/pod/app', limit: { path: '/pod' } });
    expect(doubtful && oomNotice(doubtful)).toBe('OOM kill of a process that is not known: limit 30.0M of /pod');
  });

  it('a large process that ends by itself is not taken for one that was killed elsewhere', () => {
    const unseen = started();
    unseen.take(20, { processes: [] }, 4);
    const [elsewhere] = unseen.take(21.2, { processes: [], groups: fakeGroups([APP, POD, ROOT]) }, 4);
    expect(elsewhere).toMatchObject({ victim: undefined, group: undefined });

    const other = started([process(7, 10, { memoryGroup: 2 })]);
    other.take(20, { processes: [] }, 4);
    const [story] = other.take(21.2, { processes: [], groups: AFTER }, 4);
    expect(story).toMatchObject({ victim: undefined, group: '/pod/app' });
  });

  it('the machine had no memory left where no group has a limit', () => {
    const free = [{ ...APP }, { ...POD, memoryLimitBytes: Number.POSITIVE_INFINITY }, ROOT];
    const { take } = started([process(7, 10)], fakeGroups(free));
    take(20, { processes: [], events: batch(KILLED) }, 4);
    const groups = fakeGroups([{ ...APP, oomKills: 1 }, { ...POD, memoryLimitBytes: Number.POSITIVE_INFINITY }, ROOT]);
    const [story] = take(20.3, { processes: [], groups }, 4);
    expect(story).toMatchObject({ isOfMachine: true, limit: undefined });
    expect(story && oomNotice(story)).toContain('the machine had no memory left');
  });

  it('a group that vanished with its process has the limit that was read before', () => {
    const { take } = started();
    take(20, { processes: [], events: batch(KILLED) }, 4);
    const [story] = take(20.3, { processes: [], groups: fakeGroups([ROOT]) }, 4);
    expect(story).toMatchObject({ group: '/pod/app', isCounted: undefined, limit: { path: '/pod', isMet: undefined } });
  });

  it('nothing is waited for longer than some seconds where groups can not be read', () => {
    const { take } = started();
    take(20, { processes: [], events: batch(KILLED) }, 4);
    expect(take(21, { processes: [] }, 4)).toEqual([]);
    const [story] = take(25, { processes: [] }, 4);
    expect(story).toMatchObject({ victim: { pid: 7 }, group: '/pod/app', isOfMachine: false });
  });

  it('each kill is told once, whether its event or its count comes first', () => {
    const { watch, take } = started();
    take(20, { events: batch(KILLED) });
    expect(take(21, { groups: AFTER })).toHaveLength(1);
    take(22, { processes: [] }, 4);
    expect(take(24, { processes: [], groups: AFTER }, 4)).toEqual([]);

    const other = started();
    other.take(20, { processes: [] }, 4);
    expect(other.take(22, { processes: [], groups: AFTER }, 4)).toHaveLength(1);
    other.take(23, { processes: [], events: batch({ ...KILLED, source: 'vmstat' }) }, 4);
    expect(other.take(25, { processes: [], groups: AFTER }, 4)).toEqual([]);
    expect([watch.stories.length, other.watch.stories.length]).toEqual([1, 1]);
  });

  it('names are as safe as all others on the status line', () => {
    const { take } = started();
    take(20, { processes: [], events: batch({ ...KILLED, name: 'x\x1b[2J', cgroup: '/a\x1b' }) }, 4);
    const [story] = take(26, { processes: [] }, 4);
    expect(story && oomNotice(story)).not.toMatch(/[\x00-\x1f]/);
  });
});

it('of thousands of processes the largest are followed, however alike they are', () => {
  const watch = createOomWatch();
  const alike = Array.from({ length: 3000 }, (_, index) => process(index + 1, 60));
  const sizes = (seconds: number, processes: readonly FakeProcess[]) => {
    watchOom(watch, fakeSnapshot({ seconds, processes }));
    return [...watch.large.now.bytes.subarray(0, watch.large.now.count)].sort((one, other) => other - one);
  };
  expect(sizes(0, alike)).toHaveLength(128);
  for (let round = 1; round < 15; round++) {
    const processes = alike.map((each) => process(each.pid, 1 + ((each.pid * 7919 * round) % 5000)));
    const largest = processes.map(({ residentBytes = 0 }) => residentBytes).sort((one, other) => other - one);
    expect(sizes(round, processes)).toEqual(largest.slice(0, 128));
  }
  expect(sizes(300, alike.slice(0, 9))).toEqual(Array(9).fill(60 * MIB));
});
