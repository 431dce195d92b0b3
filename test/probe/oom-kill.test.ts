import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { OomStory } from '../../src/model/oom/oom-story.js';
import { oomFacts } from '../../src/model/oom/oom-text.js';
import { createOomWatch, oomNeeds, watchOom } from '../../src/model/oom/oom-watch.js';
import { createEventProbe } from '../../src/probe/events.js';
import { createProbe } from '../../src/probe/probe.js';
import { makeGroup } from '../support/cgroup.js';
import { atEnd } from '../support/endings.js';
import { startGreedy } from '../support/greedy.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { makeTree, NEEDS, statLine, writeTree } from './readings.js';

const MIB = 1 << 20;
const LIMIT = 24 * MIB;
/** As if the machine had been watched for so long. */
const EARLIER_SECONDS = 20;

it('a process that its group kills for memory is told of, with limit and growth', { timeout: 60_000 }, async () => {
  const group = makeGroup('memory', `ntop-oom-${process.pid}`);
  group?.write('memory.limit_in_bytes', String(LIMIT));
  const probe = createProbe();
  const watch = createOomWatch();
  const take = async () => watchOom(watch, await probe.sample({ ...NEEDS, ...oomNeeds(watch) }));
  const first = startGreedy();
  group?.join(first.pid);
  await take();
  watch.firstSeconds -= EARLIER_SECONDS;
  await take();
  expect(oomNeeds(watch)).toEqual({});
  // Where no such group can be made, nothing is killed and nothing is told.
  if (group === undefined) return expect(await take()).toEqual([]);

  /** The story of its end; the kernel may kill other processes too, and then it can be of another one. */
  async function storyOfEnd({ pid, letLoose }: ReturnType<typeof startGreedy>): Promise<OomStory> {
    letLoose();
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const [story] = await take();
      if (story?.victim?.pid === pid) return story;
      if (story === undefined) continue;
      const next = startGreedy();
      group?.join(next.pid);
      return storyOfEnd(next);
    }
  }
  const story = await storyOfEnd(first);
  expect(story).toMatchObject({
    source: 'vmstat',
    victim: { name: 'perl' },
    group: group.path,
    isCounted: true,
    limit: { path: group.path, bytes: LIMIT, isMet: true },
  });
  expect(await first.exit).toBe('SIGKILL');
  expect(story.victim?.heldBytes).toBeGreaterThan(LIMIT / 4);
  expect(story.grown.map(({ who }) => who.pid)).toContain(story.victim?.pid);
  expect(oomFacts(story)).toContainEqual(['Limit', `24.0M of ${group.path}, which was met`]);
});

it('the log of the kernel tells of the same, of this process and no other', { timeout: 60_000 }, async () => {
  const group = makeGroup('memory', `ntop-log-${process.pid}`);
  if (group === undefined) return expect(process.getuid?.()).not.toBe(0);
  group.write('memory.limit_in_bytes', String(LIMIT));
  const [probe, events, watch] = [createProbe(), createEventProbe(), createOomWatch()];
  atEnd(() => events.rest());
  const take = async () => {
    const snapshot = await probe.sample({ ...NEEDS, ...oomNeeds(watch) });
    const batch = await events.take();
    return { stories: watchOom(watch, { ...snapshot, events: batch }), sources: batch.sources };
  };
  let greedy = startGreedy();
  group.join(greedy.pid);
  await take();
  watch.firstSeconds -= EARLIER_SECONDS;
  await take();
  greedy.letLoose();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { stories, sources } = await take();
    const story = stories.find(({ victim }) => victim?.pid === greedy.pid);
    if (story === undefined) continue;
    const hasLog = sources.connector === undefined && sources.kmsg === undefined;
    expect(story).toMatchObject({ victim: { name: 'perl' }, group: group.path, limit: { bytes: LIMIT } });
    expect(story.victim?.heldBytes).toBeGreaterThan(LIMIT / 4);
    if (!hasLog) return expect(story.source).toBe('vmstat');
    if (story.source === 'kmsg') return expect(story.victim?.heldSecondsBefore).toBe(0);
    // Messages were lost, as a busy machine may lose them.
    greedy = startGreedy();
    group.join(greedy.pid);
    greedy.letLoose();
  }
});

it('groups of version 2 tell the same, with the counts of their own and not of those below', async () => {
  const pages = (mebibytes: number) => `9999 ${(mebibytes * MIB) / 4096} 0 0 0 0 0\n`;
  const procRoot = makeTree({
    stat: 'cpu 1 2 3 4\n',
    vmstat: 'pgpgin 1\noom_kill 0\n',
    'self/mountinfo': '41 1 0:9 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
    '7/stat': statLine(7, { name: 'greedy' }),
    '7/statm': pages(10),
    '7/cgroup': '0::/pod/app\n',
  });
  const events = (kills: number, hits: number) => `low 0\nhigh 0\nmax ${hits}\noom ${kills}\noom_kill ${kills}\n`;
  const sysRoot = makeTree({
    'fs/cgroup/pod/memory.max': `${LIMIT}\n`,
    'fs/cgroup/pod/memory.events': events(0, 1),
    'fs/cgroup/pod/memory.events.local': events(0, 1),
    'fs/cgroup/pod/app/memory.max': 'max\n',
    'fs/cgroup/pod/app/memory.events': events(0, 0),
    'fs/cgroup/pod/app/memory.events.local': events(0, 0),
  });
  const [probe, watch] = [createProbe({ procRoot, sysRoot }), createOomWatch()];
  const take = async () => watchOom(watch, await probe.sample({ ...NEEDS, ...oomNeeds(watch) }));
  await take();
  watch.firstSeconds -= EARLIER_SECONDS;
  await take();
  writeTree(procRoot, { '7/statm': pages(22) });
  await take();
  rmSync(join(procRoot, '7'), { recursive: true });
  writeTree(procRoot, { vmstat: 'pgpgin 1\noom_kill 1\n' });
  writeTree(sysRoot, {
    'fs/cgroup/pod/memory.events': events(1, 5),
    'fs/cgroup/pod/memory.events.local': events(0, 5),
    'fs/cgroup/pod/app/memory.events': events(1, 0),
    'fs/cgroup/pod/app/memory.events.local': events(1, 0),
  });
  await take();
  const [story] = await vi.waitUntil(async () => {
    const stories = await take();
    return stories.length > 0 && stories;
  }, PATIENCE_MILLISECONDS);
  expect(story).toMatchObject({
    source: 'vmstat',
    victim: { pid: 7, name: 'greedy', heldBytes: 22 * MIB },
    group: '/pod/app',
    isCounted: true,
    limit: { path: '/pod', bytes: LIMIT, isMet: true },
  });
});
