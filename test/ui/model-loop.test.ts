import { describe, expect, it } from 'vitest';
import type { Effect, Message } from '../../src/model/state/messages.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import { initialState, type State, topLayer } from '../../src/model/state/state.js';
import type { Action } from '../../src/ui/acting.js';
import { createModel } from '../../src/ui/model-loop.js';
import { keyEvent, settle } from '../support/session.js';
import { fakeSnapshot } from '../support/snapshots.js';

type Run = (effect: Effect, send: (messages: readonly Message[]) => void) => void;

/** A model whose actions are answered when the test does. */
function open(run: Run = () => {}) {
  const shown: State[] = [];
  const asked: { readonly action: Action; readonly answer: (message: Message) => void }[] = [];
  const done: Effect[] = [];
  const clock = { milliseconds: 0 };
  const initial = initialState({
    settings: { ...DEFAULT_SETTINGS, sort: '+pid' },
    pane: 'processes',
    readonly: false,
    userName: 'ada',
    filter: { text: '', filter: undefined },
    users: undefined,
    pids: undefined,
    notice: undefined,
    size: { columns: 80, rows: 24 },
  });
  const outside = {
    run: (effect: Effect, send: (messages: readonly Message[]) => void) => {
      done.push(effect);
      run(effect, send);
    },
    act: (action: Action) => new Promise<Message>((answer) => asked.push({ action, answer })),
    now: () => clock.milliseconds,
  };
  const { send, type } = createModel(initial, outside, (state) => shown.push(state));
  return {
    send,
    press: (...keys: readonly string[]) => type(keys.map(keyEvent)),
    shown,
    asked,
    done,
    clock,
    layer: () => topLayer(shown.at(-1) ?? initial)?.kind,
    notice: () => shown.at(-1)?.notice?.text,
    /** Gives the oldest action its answer. */
    async answer(make: (action: Action) => Message) {
      const next = asked.shift();
      if (next === undefined) throw new Error('nothing is asked');
      next.answer(make(next.action));
      await settle();
    },
  };
}

const sample = { type: 'sample', snapshot: fakeSnapshot({ processes: [{ pid: 1 }, { pid: 2 }] }), now: 0 } as const;

function held(action: Action): Message {
  if (action.type !== 'hold') throw new Error(`${action.type} holds nothing`);
  const results = action.targets.map(({ identity }) => ({ ok: true, hold: { identity, handle: 3 } }) as const);
  return { type: 'held', purpose: action.purpose, targets: action.targets, results };
}

const succeeded = ({ type, targets }: Action): Message => ({
  type: 'acted',
  title: type,
  results: targets.map((target) => ({ target, outcome: { ok: true } })),
});

it('all messages of one call are one state for the screen', () => {
  const { send, shown } = open();
  send([sample, { type: 'error', text: 'one' }, { type: 'error', text: 'two' }]);
  expect(shown.map(({ error }) => error)).toEqual(['two']);
});

it('all keys of one read are one state for the screen, each of what the one before it led to', () => {
  const { send, press, shown } = open();
  send([sample]);
  press('home', 'down');
  expect(shown.map(({ selected }) => selected)).toEqual([1, 2]);
});

it('what an effect sends back belongs to the same frame', () => {
  const { send, shown } = open((effect, answer) => {
    if (effect.type === 'redraw') answer([{ type: 'notice', notice: { text: 'redrawn', tone: 'good' } }]);
  });
  send([{ type: 'command', command: { type: 'redraw' }, now: 0 }]);
  expect(shown.map(({ notice }) => notice?.text)).toEqual(['redrawn']);
});

describe('while an action is under way', () => {
  it('keys wait for the dialog that it opens, and samples go on', async () => {
    const { send, press, shown, answer, layer, asked } = open();
    send([sample]);
    press('home', 'k', 'down');
    press('escape', 'down');
    send([{ ...sample, now: 1 }]);
    expect(layer()).toBeUndefined();
    expect(shown.at(-1)).toMatchObject({ selected: 1, sample: { snapshot: sample.snapshot } });
    await answer(held);
    expect(layer()).toBeUndefined();
    expect(shown.at(-1)?.selected).toBe(2);
    expect(asked).toEqual([]);
  });

  it('the next is not begun before it has ended', async () => {
    const { send, press, asked, answer } = open();
    send([sample]);
    press('home', 'f7', 'f7', 'f8');
    expect(asked.map(({ action }) => action)).toMatchObject([{ type: 'niceBy', by: -1 }]);
    await answer(succeeded);
    await answer(succeeded);
    expect(asked.map(({ action }) => action)).toMatchObject([{ type: 'niceBy', by: 1 }]);
  });

  it.each(['ctrl+c', 'f10'])('%s leaves all the same', (key) => {
    const { send, press, done } = open();
    send([sample]);
    press('home', 'k', key);
    expect(done).toContainEqual({ type: 'quit' });
  });

  it('says so after a second, and Esc gives it up: what it was to open never opens', async () => {
    const { send, press, clock, notice, answer, layer, shown, done } = open();
    send([sample]);
    press('home', 'k', 'enter');
    clock.milliseconds = 1500;
    press('down');
    expect(notice()).toBe('waiting for the action; Esc stops waiting');
    press('escape');
    expect(notice()).toBe('stopped waiting; the action may still be carried out');
    press('down');
    expect(shown.at(-1)?.selected).toBe(2);
    await answer(held);
    expect(layer()).toBeUndefined();
    expect(done).toMatchObject([{ type: 'release', holds: [{ handle: 3 }] }]);
  });

  it('what comes of one that was given up opens nothing over another dialog', async () => {
    const { send, press, clock, notice, answer, layer } = open();
    send([sample]);
    press('home', 'space', 'space', 'f8');
    clock.milliseconds = 1500;
    press('escape', 'f2');
    expect(layer()).toBe('picker');
    await answer((action) => ({
      type: 'acted',
      title: 'nice',
      results: action.targets.map((target) => ({ target, outcome: { ok: false, code: 'EPERM', gone: false } })),
    }));
    expect(layer()).toBe('picker');
    expect(notice()).toBe('nice: done late, 2 of 2 refused');
  });

  it('what comes of one that was given up is reported when it comes', async () => {
    const { send, press, clock, notice, answer } = open();
    send([sample]);
    press('home', 'f8');
    clock.milliseconds = 1500;
    press('escape');
    await answer(succeeded);
    expect(notice()).toContain('niceBy: 1 p1');
  });
});
