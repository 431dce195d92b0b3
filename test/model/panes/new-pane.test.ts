import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readSources } from '../../../scripts/rooms.mjs';
import { parseArguments } from '../../../src/cli/cli.js';
import type * as Panes from '../../../src/model/panes.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { DEFAULT_SETTINGS, SETTINGS } from '../../../src/model/state/settings.js';
import { ownOf } from '../../../src/model/state/state.js';
import { writeJson } from '../../../src/output/json.js';
import { openSession, type Session, settle, textOf } from '../../support/session.js';
import { BAYS } from './bays/pane.js';

/** The line among the panes. */
vi.mock('../../../src/model/panes.js', async (importOriginal) => {
  const original = await importOriginal<typeof Panes>();
  const { PANES, PARTS } = original;
  const { BAYS: added } = await import('./bays/pane.js');
  const [panes, parts] = [
    [...PANES, added],
    [...PARTS, added],
  ];
  return {
    ...original,
    PANES: panes,
    PARTS: parts,
    paneById: (id: string) => panes.find((pane) => pane.id === id),
    partById: (id: string) => parts.find((part) => part.id === id),
  };
});

const disk = (name: string, readBytes: number) => ({ name, readBytes, writeBytes: 0, busyMilliseconds: 0 });
const system = { disks: [disk('sda', 10), disk('sdb', 2048), disk('sdc', 0)] };

async function openBays(): Promise<Session> {
  const session = openSession({ processes: [{ pid: 1 }] });
  session.sample([{ pid: 1 }], { system });
  await session.press('7');
  return session;
}

const names = (session: Session) => session.rows().map((row) => row.trim().split(' ')[0]);

describe('a pane of one folder and one line', () => {
  it('opens by its key, with its tab, its panel and its rows in its own order', async () => {
    const session = await openBays();
    expect(session.frame().header.map(textOf).join('\n')).toMatch(/7 Bays[\s\S]*\n[\s\S]*above the disks/);
    expect(names(session)).toEqual(['sdb', 'sda', 'sdc']);
    expect(session.status()).toContain('3 disks');
  });

  it('filters, searches, sorts and tags like other panes', async () => {
    const session = await openBays();
    await session.press('I');
    expect(names(session)).toEqual(['sdc', 'sda', 'sdb']);
    await session.press('f4');
    await session.type('read>1');
    await session.press('enter');
    expect(names(session)).toEqual(['sda', 'sdb']);
    await session.press('/');
    await session.type('sdb');
    await session.press('enter', 'space');
    expect(session.state.tagged.size).toBe(1);
    await session.press('k');
    expect(session.state.layers).toEqual([]);
  });

  it('answers its own keys, changes what it keeps, and does what takes time on the machine', async () => {
    const session = await openBays();
    session.hostNames.set('10.0.0.9', 'db-02');
    await session.press('x');
    expect(names(session)).toEqual(['sdb', 'sda']);
    await session.press('w');
    await settle();
    expect(ownOf(session.state, BAYS)).toEqual({ unread: false, name: 'db-02' });
    expect(session.status()).toContain('it is db-02');
  });

  it('has its own settings, needs and place on the command line, and JSON', async () => {
    const session = await openBays();
    expect(SETTINGS.map(({ id }) => id)).toEqual(expect.arrayContaining(['diskSort', 'diskColumns', 'diskNotices']));
    expect(DEFAULT_SETTINGS.diskSort).toBe('-readBytes');
    expect(needsOf(session.state).io).toBe(true);
    expect(parseArguments(['io', '--sort', 'read', '--filter', 'name=sda'])).toMatchObject({
      pane: 'bays',
      sort: '-readBytes',
    });
    const { sample } = session.state;
    if (sample === undefined) throw new Error('no sample');
    expect(JSON.parse(writeJson(sample, [1], BAYS, BAYS.columns))).toMatchObject({
      schema: 'ntop.bays/1',
      rows: [{ name: 'sdb', readBytes: 2048 }],
    });
  });
});

describe('the files that something new touches', () => {
  const sources = [...readSources(join(import.meta.dirname, '../../..'))];
  const filesWith = (pattern: RegExp) => sources.filter(([, text]) => pattern.test(text)).map(([path]) => path);

  it.each(['processes', 'connections', 'memory', 'sessions'])('the pane %s: nothing else asks for it', (id) => {
    const asking = filesWith(new RegExp(`\\b(?:id|pane) [!=]== '${id}'`));
    expect(asking.filter((path) => !path.startsWith(`src/model/${id}/`))).toEqual([]);
  });

  it('a pane: besides its folder, the table of panes', () => {
    const outside = sources.filter(([path]) => !path.startsWith('src/model/memory/'));
    expect(outside.filter(([, text]) => /from '[^']*\/memory\/[^']*'/.test(text)).map(([path]) => path)).toEqual([
      'src/model/panes.ts',
    ]);
  });

  it('a column: its table', () => {
    expect(filesWith(/'sessionId'/)).toEqual(['src/model/processes/columns.ts']);
  });

  it('a key of a pane: its keys, its commands and what they do, all in its folder', () => {
    expect(filesWith(/\bresetGrowth\b/)).toEqual(['src/model/memory/pane.ts', 'src/model/memory/reduce.ts']);
  });

  it('a meter: its line, its reading and its place', () => {
    expect(filesWith(/'forks'|readForks/)).toEqual([
      'src/model/header/meter-lines.ts',
      'src/model/header/meter-readings.ts',
      'src/model/header/meters.ts',
    ]);
  });
});
