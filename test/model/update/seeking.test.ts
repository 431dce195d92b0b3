import { describe, expect, it } from 'vitest';
import { update } from '../../../src/model/update/update.js';
import { fakeBatch, fakeEvent } from '../../support/events.js';
import { openSession, type Session } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

const GIB = 2 ** 30;
const INIT: FakeProcess = { pid: 1, slot: 0, ppid: 0, startTicks: 1, name: 'init' };
const postgres = (gibibytes: number): FakeProcess => ({
  ...{ pid: 9, slot: 2, startTicks: 300, name: 'postgres', residentBytes: gibibytes * GIB },
});

/** Samples in which postgres holds more and more, a GiB in each. */
function watched(count: number): Session {
  const session = openSession();
  for (let at = 0; at < count; at++) session.sample([INIT, postgres(at)]);
  return session;
}

const shown = ({ state }: Session) => state.past && state.past.index - state.past.timeline.first;
const said = (session: Session) => session.status();

async function lookFor(session: Session, text: string): Promise<void> {
  await session.press('s');
  await session.type(text);
  await session.press('enter');
}

/** Until a search has ended, as the screen plays on. */
function goneOn(session: Session) {
  let { state } = session;
  let slices = 0;
  for (; state.past?.seeking !== undefined; slices += 1) {
    state = update(state, { type: 'played', now: session.clock }).state;
  }
  return { slices, index: state.past && state.past.index - state.past.timeline.first, text: state.notice?.text };
}

describe('a search in time', () => {
  it('goes to the next moment in which a row matches, and selects that row', async () => {
    const session = watched(10);
    await session.press('z');
    await session.press('shift+left');
    await lookFor(session, 'name=postgres rss>2G');
    expect(shown(session)).toBe(3);
    expect(session.state.selected).toBe(9);
    expect(said(session)).toContain('"name=postgres rss>2G" is in this sample');
    await session.press(';');
    expect(shown(session)).toBe(4);
    await session.press(',');
    expect(shown(session)).toBe(3);
    await session.press(',');
    expect(shown(session)).toBe(3);
    expect(said(session)).toContain('no earlier sample has "name=postgres rss>2G"');
  });

  it('does not say that it is in no sample without saying how many have no such list', async () => {
    const session = watched(10);
    await session.press('z', 'left', 'left', '2');
    await lookFor(session, 'port=443');
    expect(said(session)).toContain('no later sample has "port=443"; 2 are damaged or have no such list');
  });

  it('says where a filter is wrong, and that there is nothing to look for yet', async () => {
    const session = watched(3);
    await session.press('z', 'left', ';');
    expect(said(session)).toContain('nothing to look for in time: press s');
    await lookFor(session, 'port=443');
    expect(session.state.layers).toHaveLength(1);
    expect(shown(session)).toBe(1);
  });

  it('goes through a long time in parts, and a key ends it', async () => {
    const session = watched(300);
    await session.press('z');
    for (let minutes = 0; minutes < 10; minutes++) await session.press('shift+left');
    const first = shown(session) ?? 0;
    await lookFor(session, 'rss>299G');
    expect(session.state.past?.seeking).toBeDefined();
    expect(said(session)).toMatch(/looking for "rss>299G": at \d\d:\d\d:\d\d; Esc stops/);
    await session.press('escape');
    expect(said(session)).toContain('stopped looking');
    expect(session.state.past?.seeking).toBeUndefined();
    expect(shown(session)).toBe(first);
    await session.press(';');
    const { slices, text } = goneOn(session);
    expect(slices).toBeGreaterThan(0);
    expect(text).toBe('no later sample has "rss>299G"');
    await session.press('escape');
    await lookFor(session, 'rss>298G');
    expect(goneOn(session).index).toBe(299);
  });

  it('finds what happened, in the list of events', async () => {
    const session = openSession();
    const kill = fakeEvent({ event: 'oomKilled', pid: 77, name: 'hog', signal: 9 });
    const exit = fakeEvent({ event: 'exited', pid: 78, name: 'short', exitStatus: 0 });
    for (let at = 0; at < 9; at++) {
      session.sample([INIT], { events: fakeBatch(at === 4 ? [kill] : at === 6 ? [exit] : []) });
    }
    await session.press('z', 'E', 'shift+left');
    await lookFor(session, 'event=oomKilled');
    expect(shown(session)).toBe(4);
    await lookFor(session, 'event=exited');
    expect(shown(session)).toBe(6);
  });
});

describe('marks', () => {
  it('are moments to come back to', async () => {
    const session = watched(10);
    await session.press('z', '{');
    expect(said(session)).toContain('no moment is marked: press m');
    await session.press('left', 'm', 'left', 'left', 'left', 'm', 'left', '}');
    expect(shown(session)).toBe(5);
    await session.press('}');
    expect(shown(session)).toBe(8);
    await session.press('}');
    expect(said(session)).toContain('no later mark');
    await session.press('{', 'm', '}', '{');
    expect(said(session)).toContain('no earlier mark');
  });
});
