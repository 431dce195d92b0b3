import { expect, it } from 'vitest';
import { USUAL_SOCKETS } from '../../src/model/machine/socket-choice.js';
import type { Effect } from '../../src/model/state/messages.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import { initialState, type State } from '../../src/model/state/state.js';
import { createModel } from '../../src/ui/use-model.js';
import { fakeSnapshot } from '../support/snapshots.js';

function open(run: (effect: Effect, shown: readonly State[]) => void) {
  const shown: State[] = [];
  const initial = initialState({
    settings: DEFAULT_SETTINGS,
    pane: 'processes',
    sockets: USUAL_SOCKETS,
    readonly: false,
    userName: 'ada',
    filter: { text: '', filter: undefined },
    users: undefined,
    pids: undefined,
    notice: undefined,
    size: { columns: 80, rows: 24 },
  });
  const send = createModel(
    initial,
    (effect) => run(effect, shown),
    (state) => shown.push(state),
  );
  return { send, shown };
}

const sample = { type: 'sample', snapshot: fakeSnapshot({ processes: [{ pid: 1 }] }), now: 0 } as const;

it('all messages of one call are one state for the screen', () => {
  const { send, shown } = open(() => {});
  send([sample, { type: 'trouble', text: 'one' }, { type: 'trouble', text: 'two' }]);
  expect(shown.map(({ trouble }) => trouble)).toEqual(['two']);
});

it('a message is made of the state that all before it have led to', () => {
  const { send, shown } = open(() => {});
  send([
    { type: 'trouble', text: 'no' },
    ({ trouble }) => ({ type: 'trouble', text: `${trouble} proc` }),
    () => undefined,
  ]);
  expect(shown.at(-1)?.trouble).toBe('no proc');
});

it('what an effect sends back belongs to the same frame', () => {
  const { send, shown } = open((effect) => {
    if (effect.type === 'pause') send([{ type: 'notice', notice: { text: 'paused', tone: 'good' } }]);
  });
  send([{ type: 'command', command: { type: 'pause' }, now: 0 }]);
  expect(shown.map(({ notice }) => notice?.text)).toEqual(['paused']);
});
