import { describe, expect, it } from 'vitest';
import { pageContent } from '../../../src/model/pages/pages.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { fakeBatch, fakeEvent, NO_LISTENERS, START_MILLISECONDS } from '../../support/events.js';
import { type FakeGroup, fakeGroups } from '../../support/groups.js';
import { openSession, type Session } from '../../support/session.js';
import type { FakeProcess, FakeReading } from '../../support/snapshots.js';

const MIB = 1 << 20;
const GREEDY: FakeProcess = { pid: 7, ppid: 1, slot: 1, startTicks: 100, name: 'greedy', residentBytes: 10 * MIB };
const OTHER: FakeProcess = { pid: 5, ppid: 1, slot: 0, startTicks: 50, name: 'cron', residentBytes: 2 * MIB };
const APP: FakeGroup = { path: '/app', memoryLimitBytes: 30 * MIB, limitHits: 0, oomKills: 0 };
const SILENT = { sources: NO_LISTENERS };
const KILLED = fakeEvent({
  ...{ event: 'oomKilled', pid: 7, startTicks: 100, uid: 1000, name: 'greedy', cgroup: '/app', signal: 9 },
  wallClockMilliseconds: START_MILLISECONDS + 14_000,
  source: 'kmsg',
});

/** On which greedy grew to 28 MiB and is gone by now; `at` is when a sample is taken. */
function grown(options: Parameters<typeof openSession>[0] = {}) {
  const opened = openSession({ ...options });
  const at = (seconds: number, processes: readonly FakeProcess[], rest: FakeReading = {}, oomKills = 0) =>
    opened.sample(processes, { seconds, system: { oomKills }, ...rest });
  at(0, [OTHER, GREEDY], { events: fakeBatch([], SILENT) });
  at(11, [OTHER, GREEDY], { events: fakeBatch([], SILENT) });
  at(12, [OTHER, GREEDY], { events: fakeBatch([], SILENT), groups: fakeGroups([APP]) });
  at(13, [OTHER, { ...GREEDY, residentBytes: 28 * MIB }], { events: fakeBatch([], SILENT) });
  return { opened, at };
}

const COUNTED = fakeGroups([{ ...APP, oomKills: 1, limitHits: 4 }]);
const rows = (of: Session) => of.rows().map((row) => row.trim().replace(/ +/g, ' ').replace(/^\S+ /, ''));
const facts = (of: Session) => pageContent(of.state, of.top('own')).rows.map(({ cells }) => cells.join(' ').trim());

describe('a kill for memory', () => {
  it('is told on the status line with limit and group, and stays until the next command', async () => {
    const { opened, at } = grown();
    at(14, [OTHER], { events: fakeBatch([KILLED]) }, 1);
    expect(needsOf(opened.state)).toMatchObject({ groups: ['oom'], groupPaths: ['/app'] });
    at(15, [OTHER], { events: fakeBatch([]), groups: COUNTED }, 1);
    expect(opened.status()).toContain('OOM: 7 greedy (ada) killed, held 28.0M: limit 30.0M of /app (E)');
    expect(opened.status()).not.toContain('killed for memory');
    expect(needsOf(opened.state).groups).toBeUndefined();
    await opened.press('down');
    expect(opened.status()).not.toContain('OOM');
  });

  it('has a page with who, where, how much, and which processes grew most', async () => {
    const { opened, at } = grown();
    at(14, [OTHER], { events: fakeBatch([KILLED]) }, 1);
    at(15, [OTHER], { events: fakeBatch([]), groups: COUNTED }, 1);
    await opened.press('E');
    await opened.press('enter');
    expect(facts(opened)).toEqual(
      expect.arrayContaining([
        "Killed by the OOM killer, as the kernel's log says",
        'Limit 30.0M of /app, which was met',
        'Memory of /app',
        'Held 28.0M resident, seen 1.0s before its end',
        'Grew most 7 greedy: +18.0M to 28.0M in 13s',
      ]),
    );
  });

  it('is listed as one, by all signs, where the kernel tells nothing of processes', async () => {
    const { opened, at } = grown({ settings: { eventColumns: ['time', 'event', 'pid', 'name', 'source'] } });
    at(14, [OTHER], { events: fakeBatch([], SILENT) }, 1);
    await opened.press('E');
    expect(rows(opened)[0]).toBe('exited 7 greedy samples');
    at(15.5, [OTHER], { events: fakeBatch([], SILENT), groups: COUNTED }, 1);
    expect(rows(opened)[0]).toBe('OOM-killed 7 greedy vmstat');
    await opened.press('enter');
    expect(facts(opened).find((fact) => fact.startsWith('Killed by'))).toMatch(/by all signs/);
  });

  it('is listed without a process if it can not be known which one it was', async () => {
    const { opened, at } = grown({ settings: { eventColumns: ['time', 'event', 'pid', 'name', 'source'] } });
    at(14, [OTHER, { ...GREEDY, residentBytes: 28 * MIB }], { events: fakeBatch([], SILENT) }, 1);
    at(16, [OTHER, { ...GREEDY, residentBytes: 28 * MIB }], { events: fakeBatch([], SILENT), groups: COUNTED }, 1);
    expect(opened.status()).toContain('OOM kill of a process that is not known: limit 30.0M of /app');
    await opened.press('E');
    expect(rows(opened)[0]).toBe('OOM-killed - - vmstat');
    await opened.press('enter');
    expect(facts(opened)).toContain('Limit 30.0M of /app, which was met');
  });

  it('is not told of on the status line if no ends are to be', async () => {
    const { opened, at } = grown({ settings: { eventNotices: 'none' } as never });
    at(14, [OTHER], { events: fakeBatch([KILLED]) }, 1);
    at(15, [OTHER], { events: fakeBatch([]), groups: COUNTED }, 1);
    expect(opened.status()).not.toContain('OOM');
  });
});
