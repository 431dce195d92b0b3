import { describe, expect, it } from 'vitest';
import { createGroupAccount } from '../../../src/model/metrics/control-groups.js';
import { type FakeGroup, fakeGroups } from '../../support/groups.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const WEB = '/system.slice/web.service';

/** The groups that are reported, scrape after scrape. */
function scraping() {
  const add = createGroupAccount();
  let seconds = 0;
  return (groups: readonly FakeGroup[]) => {
    seconds += 10;
    return add(fakeSnapshot({ seconds, groups: fakeGroups(groups, { monotonicSeconds: seconds }) })) ?? [];
  };
}

const web = (rest: Partial<FakeGroup> = {}): FakeGroup => ({
  ...{ path: WEB, cpuSeconds: 100, throttledSeconds: 1, oomKills: 0, oomKillsBelow: 0 },
  ...{ memoryBytes: 1e6, memoryLimitBytes: Number.POSITIVE_INFINITY, tasks: 3, quotaCpus: Number.POSITIVE_INFINITY },
  ...rest,
});

describe('control groups', () => {
  it('count from the first scrape on', () => {
    const scrape = scraping();
    expect(scrape([web()])).toMatchObject([
      {
        name: 'web.service',
        counters: { cpuSeconds: 0, throttledSeconds: 0, oomKills: 0 },
        memoryBytes: 1e6,
        tasks: 3,
      },
    ]);
    expect(scrape([web({ cpuSeconds: 103, throttledSeconds: 1.5, oomKillsBelow: 2 })])).toMatchObject([
      { counters: { cpuSeconds: 3, throttledSeconds: 0.5, oomKills: 2 } },
    ]);
  });

  it('that are made anew in the same place, as a service that is restarted, go on', () => {
    const scrape = scraping();
    scrape([web()]);
    scrape([web({ cpuSeconds: 104, oomKillsBelow: 1 })]);
    const [restarted] = scrape([web({ serial: 2, cpuSeconds: 2, throttledSeconds: 0, oomKillsBelow: 1 })]);
    expect(restarted.counters).toEqual({ cpuSeconds: 6, throttledSeconds: 0, oomKills: 1 });
    scrape([]);
    const [again] = scrape([web({ serial: 3, cpuSeconds: 1, throttledSeconds: 0, oomKillsBelow: 1 })]);
    expect(again.counters.cpuSeconds).toBe(7);
  });

  it('that are new count all; those that were only not seen before do not', () => {
    const scrape = scraping();
    scrape([]);
    const [fresh] = scrape([web({ cpuSeconds: 2, oomKillsBelow: 1 })]);
    expect(fresh.counters).toMatchObject({ cpuSeconds: 2, oomKills: 1 });
    const found = scrape([web({ cpuSeconds: 2, oomKillsBelow: 1 }), web({ path: '/old.service', cpuSeconds: 5000 })]);
    expect(found.find(({ name }) => name === 'old.service')?.counters.cpuSeconds).toBe(0);
  });

  it('of one unit are one, and do not fall when an instance ends', () => {
    const scrape = scraping();
    const [one, other] = ['/system.slice/app@1.service', '/system.slice/app@2.service'];
    scrape([web({ path: one }), web({ path: other })]);
    const both = scrape([web({ path: one, cpuSeconds: 101 }), web({ path: other, cpuSeconds: 102 })]);
    expect(both).toMatchObject([{ name: 'app@.service', counters: { cpuSeconds: 3 }, tasks: 6, memoryBytes: 2e6 }]);
    expect(scrape([web({ path: one, cpuSeconds: 101 })])).toMatchObject([{ counters: { cpuSeconds: 3 }, tasks: 3 }]);
  });

  it('with a limit or quota of their own are reported before larger ones', () => {
    const scrape = scraping();
    const letters = 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz';
    const large = Array.from(letters, (letter, at) =>
      web({ path: `/l${letter}${at < 26 ? 'a' : 'b'}.service`, memoryBytes: 1e9 + at, cpuSeconds: at }),
    );
    const groups = scrape([...large, web({ quotaCpus: 0.5, memoryBytes: 1 })]);
    expect(groups.map(({ name }) => name)).toContain('web.service');
    for (let round = 0; round < 3; round++) {
      const busy = large.map((group, at) => ({ ...group, cpuSeconds: at + (at % (round + 2)), memoryBytes: 1e9 - at }));
      expect(scrape([...busy, web({ quotaCpus: 0.5 })]).length).toBeLessThanOrEqual(30);
    }
  });

  it('have no figure that the kernel does not report', () => {
    const [group] = scraping()([web({ throttledSeconds: Number.NaN, tasks: Number.NaN })]);
    expect(group.counters).toEqual({ cpuSeconds: 0, throttledSeconds: Number.NaN, oomKills: 0 });
    expect(group.tasks).toBeNaN();
    expect(group.memoryLimitBytes).toBe(Number.POSITIVE_INFINITY);
  });
});
