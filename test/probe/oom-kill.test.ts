import { expect, it } from 'vitest';
import type { OomStory } from '../../src/model/oom/oom-story.js';
import { oomFacts } from '../../src/model/oom/oom-text.js';
import { createOomWatch, oomNeeds, watchOom } from '../../src/model/oom/oom-watch.js';
import { createEventProbe } from '../../src/probe/events.js';
import { createProbe } from '../../src/probe/probe.js';
import { makeGroup } from '../support/cgroup.js';
import { atEnd } from '../support/endings.js';
import { startGreedy } from '../support/greedy.js';
import { NEEDS } from './readings.js';

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
    const batch = events.take();
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
