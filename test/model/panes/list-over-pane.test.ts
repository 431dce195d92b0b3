import { describe, expect, it, vi } from 'vitest';
import { parseArguments } from '../../../src/cli/cli.js';
import type * as Panes from '../../../src/model/panes.js';
import { openSession, type Session, textOf } from '../../support/session.js';

/** Two lists without a tab among the panes: X and Y. */
vi.mock('../../../src/model/panes.js', async (importOriginal) => {
  const original = await importOriginal<typeof Panes>();
  const { PANES, PARTS } = original;
  const { BAYS } = await import('./bays/pane.js');
  const ids = { columnsSetting: { ...BAYS.columnsSetting, id: 'xColumns' } } as const;
  const sort = { sortSetting: { ...BAYS.sortSetting, id: 'xSort' } } as const;
  const over = { ...BAYS, tab: false, bindings: [], commands: {}, settings: [] } as const;
  const added = [
    { ...over, id: 'xs', label: 'Xs', key: 'X', shortName: 'x' },
    { ...over, ...ids, ...sort, id: 'ys', label: 'Ys', key: 'Y', shortName: 'y' },
  ];
  const [panes, parts] = [
    [...PANES, ...added],
    [...PARTS, ...added],
  ];
  return {
    ...original,
    PANES: panes,
    PARTS: parts,
    paneById: (id: string) => panes.find((pane) => pane.id === id),
    partById: (id: string) => parts.find((part) => part.id === id),
  };
});

const disk = (name: string) => ({ name, readBytes: 1, writeBytes: 0, busyMilliseconds: 0 });
const processes = Array.from({ length: 40 }, (_, index) => ({ pid: index + 1, name: `p${index + 1}` }));

function open(pane?: string): Session {
  const session = openSession({ processes, ...(pane === undefined ? {} : { pane }) });
  session.sample(processes, { system: { disks: [disk('sda'), disk('sdb')] } });
  return session;
}

const tabs = (session: Session) => textOf(session.frame().header[0]);
const place = ({ state: { pane, top, selected, filter } }: Session) => ({ pane, top, selected, filter: filter.text });

describe('a list over the pane that is open', () => {
  it('is no tab until it is open, and then the tab line says its label', async () => {
    const session = open();
    expect(tabs(session)).not.toContain('Xs');
    await session.press('X');
    expect(tabs(session)).toMatch(/^( \d ){4,} X Xs .*up /);
    session.resize(140, 24);
    expect(tabs(session)).toMatch(/4 Sessions .*X Xs /);
    expect(session.rows()).toHaveLength(2);
  });

  it.each(['X', 'escape'])('%s goes back to the pane below, which has kept its place', async (key) => {
    const session = open();
    await session.press('2', '1', '/');
    await session.type('p39');
    await session.press('enter', 'up');
    const before = place(session);
    expect(before.top).toBeGreaterThan(0);
    await session.press('X', 'down', key);
    expect(place(session)).toEqual(before);
  });

  it('closes by Esc only once it has nothing else to clear', async () => {
    const session = open();
    await session.press('X', 'f4');
    await session.type('name=sda');
    await session.press('enter', 'down', 'F', 'escape');
    expect(place(session)).toMatchObject({ pane: 'xs', filter: '' });
    await session.press('escape');
    expect(session.state.pane).toBe('xs');
    await session.press('escape');
    expect(session.state.pane).toBe('processes');
  });

  it('is passed over by Tab and S-Tab, which leave it for the neighbours of the pane below', async () => {
    const session = open();
    await session.press('2', 'X', 'tab');
    expect(session.state.pane).toBe('memory');
    await session.press('X', 'shift+tab');
    expect(session.state.pane).toBe('connections');
    await session.press('6', 'tab');
    expect(session.state.pane).toBe('processes');
    await session.press('escape');
    expect(session.state.pane).toBe('processes');
  });

  it('opens over another such list, and neither is opened twice', async () => {
    const session = open();
    await session.press('3', 'X', 'Y');
    expect(session.state.pane).toBe('ys');
    await session.press('X');
    expect(session.state.pane).toBe('xs');
    await session.press('escape');
    expect(session.state.pane).toBe('memory');
  });

  it('can be what the program begins with: below it are the processes', async () => {
    expect(parseArguments(['x'])).toMatchObject({ pane: 'xs' });
    const session = open('xs');
    await session.press('escape');
    expect(session.state.pane).toBe('processes');
  });
});
