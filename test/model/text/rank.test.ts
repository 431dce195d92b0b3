import { describe, expect, it } from 'vitest';
import { rankOf } from '../../../src/model/text/rank.js';

const FINDABLES = {
  growth: { title: 'GROWTH', names: ['growthBytes', 'leak'], description: 'How much more RES it has' },
  procs: { title: 'PROCS', names: ['processes'], description: 'Processes of a group' },
  write: { title: 'WRIT/s', names: ['writeBytesPerSecond', 'write'], description: 'Bytes written to storage' },
  kill: { title: ' 9 SIGKILL', names: ['SIGKILL', 'KILL', '9'], description: 'Kill immediately' },
  stop: { title: '19 SIGSTOP', names: ['SIGSTOP', 'STOP', '19'], description: 'Stop; cannot be caught' },
};

function found(typed: string): readonly string[] {
  const ranked = Object.entries(FINDABLES).flatMap(([name, findable]) => {
    const rank = rankOf(typed, findable);
    return rank === undefined ? [] : [{ name, rank }];
  });
  return ranked.sort((one, other) => one.rank - other.rank).map(({ name }) => name);
}

describe('what is typed in a menu', () => {
  it.each([
    ['gro', ['growth', 'procs']],
    ['leak', ['growth']],
    ['write', ['write']],
    ['9', ['kill', 'stop']],
    ['kill', ['kill']],
    ['9 sigkill', ['kill']],
    ['stop caught', ['stop']],
    ['zzz', []],
    ['stop zzz', []],
  ])('%j finds %j, the best first', (typed, names) => {
    expect(found(typed)).toEqual(names);
  });

  it('a name that is typed whole goes before all that begin with it', () => {
    const whole = rankOf('mem', { title: 'MEM%', names: ['mem'], description: '' });
    const begun = rankOf('mem', { title: 'Memory', names: [], description: '' });
    expect(whole).toBeLessThan(Number(begun));
  });
});
