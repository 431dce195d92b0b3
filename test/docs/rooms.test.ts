import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawing, problemsIn, readSources } from '../../scripts/rooms.mjs';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'ARCHITECTURE.md');
const PLACE = /(?<=<!-- rooms -->\n)[\s\S]*(?=<!-- \/rooms -->)/;

it('ARCHITECTURE.md draws the rooms as they are', () => {
  const text = readFileSync(PAGE, 'utf8');
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, text.replace(PLACE, drawing));
  expect(PLACE.exec(readFileSync(PAGE, 'utf8'))?.[0]).toBe(drawing());
});

it('finds nothing wrong with the rooms of ntop', () => {
  expect(problemsIn(readSources(ROOT))).toEqual([]);
});

describe('the rooms', () => {
  const check = (sources: Readonly<Record<string, string>>) => problemsIn(new Map(Object.entries(sources)));

  it.each([
    ["import { view } from '../view/view.js';", 'src/model/list/a.ts: model/view stands above model/list'],
    ["import type { View } from '../view/view.js';", 'src/model/list/a.ts: model/view stands above model/list'],
    ["export { view } from '../view/view.js';", 'src/model/list/a.ts: model/view stands above model/list'],
    ["export type { View } from '../view/view.js';", 'src/model/list/a.ts: model/view stands above model/list'],
    ["export * from '../view/view.js';", 'src/model/list/a.ts: model/view stands above model/list'],
    ["const load = () => import('../view/view.js');", 'src/model/list/a.ts: model/view stands above model/list'],
    ["let view: import('../view/view.js').View;", 'src/model/list/a.ts: model/view stands above model/list'],
    ["import { App } from '../../ui/App.js';", 'src/model/list/a.ts: ui is no room that model/list may import'],
    [
      "import { readFileSync } from 'node:fs';",
      'src/model/list/a.ts: node:fs is no package that model/list may import',
    ],
    ["import React from 'react';", 'src/model/list/a.ts: react is no package that model/list may import'],
    [
      'const load = (name: string) => import(name);',
      'src/model/list/a.ts: name is no package that model/list may import',
    ],
    [
      "import { x } from '../attic/x.js';",
      'src/model/list/a.ts: model/attic and itself must both stand in a layer of scripts/rooms.mjs',
    ],
  ])('refuse in the list of the model: %s', (text, problem) => {
    expect(check({ 'src/model/list/a.ts': text })).toEqual([problem]);
  });

  it('let a room import what stands below it, and nothing beside it', () => {
    expect(check({ 'src/model/memory/a.ts': "import { clean } from '../text/text.js';" })).toEqual([]);
    expect(check({ 'src/model/memory/a.ts': "import { b } from '../sessions/b.js';" })).toEqual([
      'src/model/memory/a.ts: model/sessions stands beside model/memory, not below it',
    ]);
  });

  it('let the probe import some rooms of the model only', () => {
    expect(check({ 'src/probe/a.ts': "import type { Snapshot } from '../model/machine/snapshot.js';" })).toEqual([]);
    expect(check({ 'src/probe/a.ts': "import { view } from '../model/view/view.js';" })).toEqual([
      'src/probe/a.ts: model/view is no room that probe may import',
    ]);
  });

  it('have no room that the table does not name', () => {
    expect(check({ 'src/attic/a.ts': "import 'node:fs';" })).toEqual([
      'src/attic/a.ts: scripts/rooms.mjs knows no room attic',
    ]);
  });

  it('have no circle of files, not even one of types', () => {
    const circle = {
      'src/model/text/a.ts': "import type { B } from './b.js';",
      'src/model/text/b.ts': "import type { C } from './c.js';",
      'src/model/text/c.ts': "import { a } from './a.js';",
      'src/model/text/d.ts': "import { a } from './a.js';",
    };
    const names = 'src/model/text/a.ts, src/model/text/b.ts, src/model/text/c.ts';
    expect(check(circle)).toEqual([`${names}: they import each other in a circle`]);
  });
});
