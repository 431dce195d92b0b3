import { expect, it } from 'vitest';
import { createGroupFinder } from '../../src/probe/group-finder.js';
import { NEEDS } from './readings.js';

const WANTED = { ...NEEDS, emptyGroups: true };

it('groups without a process are looked for seldom, and read with those that are asked for', async () => {
  let [now, listings] = [0, 0];
  const finder = createGroupFinder(
    async () => {
      listings += 1;
      return [`/found${listings}`];
    },
    () => now,
  );
  expect(await finder.prepare(NEEDS)).toBe(NEEDS);
  expect(listings).toBe(0);
  expect((await finder.prepare({ ...WANTED, groupPaths: ['/named'] })).groupPaths).toEqual(['/named', '/found1']);
  now = 9000;
  expect((await finder.prepare(WANTED)).groupPaths).toEqual(['/found1']);
  now = 11_000;
  await finder.prepare(WANTED);
  expect((await finder.prepare(WANTED)).groupPaths).toEqual(['/found2']);
  expect(listings).toBe(2);
});

it('a kernel that does not answer holds up no sample for long', async () => {
  const finder = createGroupFinder(() => new Promise(() => {}));
  expect((await finder.prepare(WANTED)).groupPaths).toEqual([]);
});
