import { expect, it } from 'vitest';
import type { LoginReading, SessionProbe } from '../../../src/model/machine/session-table.js';
import { createSessionReader } from '../../../src/probe/session-reader.js';
import { fakeLogins, fakeRecord, SSH_LOGIN } from '../../support/sessions.js';
import { fakeSnapshot } from '../../support/snapshots.js';
import { NEEDS } from '../readings.js';

/** A probe whose answers are given by hand, the newest question last. */
function openWatch() {
  const questions: ((reading: LoginReading) => void)[] = [];
  const probe: SessionProbe = { sample: () => new Promise((answer) => questions.push(answer)) };
  let clock = 0;
  const watch = createSessionReader(probe, () => clock);
  let snapshot = fakeSnapshot({ processes: SSH_LOGIN });
  return {
    questions,
    endLast: () => {
      snapshot = fakeSnapshot({ processes: SSH_LOGIN.slice(0, -1) });
    },
    pass: (seconds: number) => {
      clock += seconds * 1000;
    },
    sample: async (sessions: 'now' | 'seldom' | undefined) => {
      const { visibleSlots } = watch.prepare({ ...NEEDS, sessions });
      return { visibleSlots, read: (await watch.complete(snapshot, sessions)).sessions };
    },
    answer: async (at: number, reading: LoginReading) => {
      questions[at]?.(reading);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const ONE = fakeLogins({ records: [fakeRecord()] });
const OTHER = fakeLogins();

it('reads nothing without a need, and nothing in the first seconds for notices', async () => {
  const watch = openWatch();
  await watch.sample(undefined);
  await watch.sample('seldom');
  watch.pass(2);
  await watch.sample('seldom');
  expect(watch.questions).toHaveLength(0);
});

it('lets no sample wait for what is wanted now and then: a later one has it, and the lines of sshd with it', async () => {
  const watch = openWatch();
  watch.pass(4);
  expect(await watch.sample('seldom')).toEqual({ visibleSlots: [], read: undefined });
  expect(await watch.sample('seldom')).toEqual({ visibleSlots: [0, 1, 2], read: undefined });
  await watch.answer(0, ONE);
  expect(await watch.sample('seldom')).toEqual({ visibleSlots: [0, 1, 2], read: ONE });
  expect(await watch.sample('seldom')).toEqual({ visibleSlots: [], read: undefined });
  watch.pass(5);
  await watch.sample('seldom');
  expect(watch.questions).toHaveLength(1);
  watch.pass(6);
  await watch.sample('seldom');
  expect(watch.questions).toHaveLength(2);
});

it('completes a sample with what is wanted now', async () => {
  const watch = openWatch();
  const sample = watch.sample('now');
  await watch.answer(0, ONE);
  expect((await sample).read).toBe(ONE);
});

it('never delivers an earlier reading after a later one', async () => {
  const watch = openWatch();
  watch.pass(4);
  await watch.sample('seldom');
  const sample = watch.sample('now');
  await watch.answer(1, ONE);
  expect((await sample).read).toBe(ONE);
  await watch.answer(0, OTHER);
  expect((await watch.sample('seldom')).read).toBeUndefined();
});

it('asks seldom while no process starts or ends, and soon after one did', async () => {
  const watch = openWatch();
  const passed = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      watch.pass(1);
      await watch.sample('seldom');
      for (const at of watch.questions.keys()) await watch.answer(at, ONE);
    }
    return watch.questions.splice(0).length;
  };
  expect(await passed(30)).toBe(2);
  expect(await passed(40)).toBe(0);
  expect(await passed(30)).toBe(1);
  watch.endLast();
  expect(await passed(25)).toBe(2);
  expect(await passed(30)).toBe(0);
});
