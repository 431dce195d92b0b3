import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/model/machine/snapshot.js';
import type { Settings } from '../../../src/model/state/settings.js';
import { busyMachine, namingRows, wildHistory } from '../../support/histories.js';
import { createRandom, type Random } from '../../support/random.js';
import { openSession, type Session } from '../../support/session.js';

const SAMPLES = 120;

/** What is shown of a history, sample by sample. */
function shownOf(history: readonly Snapshot[], settings: Partial<Settings>, each: (session: Session) => void) {
  const session = openSession({ settings, size: { columns: 140, rows: 60 } });
  return history.map((snapshot) => {
    session.clock += 1000;
    session.push(snapshot);
    each(session);
    return { frame: session.freshFrame(), pids: session.pids(), serials: [...(session.state.list?.serials ?? [])] };
  });
}

function busyHistory(random: Random, samples: number): readonly Snapshot[] {
  const machine = busyMachine(random, { processes: 60, busy: 9, births: 2 });
  return Array.from({ length: samples }, () => machine.next().value);
}

describe('a list that is brought up to date by the rows that changed', () => {
  it.each([
    ['-cpuPercent', {}],
    ['+cpuPercent', { threads: true }],
    ['-memoryPercent', {}],
    ['-residentBytes', { kernelThreads: true }],
    ['+pid', { threads: true, kernelThreads: true }],
    ['-cpuSeconds', { hideIdle: true }],
    ['+command', {}],
    ['-cpuPercent', { tree: true }],
  ])('is the one that would be made anew, sorted by %s, with %o', (sort, settings) => {
    for (const make of [wildHistory, busyHistory]) {
      const history = make(createRandom(7), SAMPLES);
      const shown = shownOf(namingRows(createRandom(8), history), { sort, ...settings }, () => {});
      expect(shown).toEqual(shownOf(history, { sort, ...settings }, () => {}));
    }
  });

  it('is so whatever is pressed in between', () => {
    const keys = ['P', 'M', 'I', 'H', 'K', 't', '2', '1', 'i', 'down', 'z', 'left', 'Z', 'N'];
    const pressing = (random: Random) => (session: Session) => {
      if (random.number(3) === 0) void session.press(random.pick(keys));
    };
    const history = busyHistory(createRandom(11), SAMPLES);
    const shown = shownOf(namingRows(createRandom(12), history), {}, pressing(createRandom(13)));
    expect(shown).toEqual(shownOf(history, {}, pressing(createRandom(13))));
  });
});
