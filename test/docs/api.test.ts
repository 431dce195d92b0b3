import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apiPages } from '../../scripts/api-docs.mjs';
import * as library from '../../src/library/index.js';

const FOLDER = join(import.meta.dirname, '../../docs/api');

it('docs/api describes what the package exports, as it is', () => {
  const pages = apiPages();
  if (process.env.UPDATE_DOCS === '1') {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER);
    for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text);
  }
  expect(existsSync(FOLDER) ? readdirSync(FOLDER).sort() : []).toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(text);
});

it('says something of every function and class, on a page that the index names', () => {
  const pages = apiPages();
  const index = pages.get('README.md') ?? '';
  for (const [name, value] of Object.entries(library)) {
    expect(index).toContain(`| [${name}](`);
    if (typeof value === 'function') expect(index).toMatch(new RegExp(`\\| \\[${name}\\]\\(.*\\) \\| \\w.+ \\|`));
  }
});
