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

it('names all that is exported by subject, and says of every function and class how it answers and what it does', () => {
  const index = apiPages().get('README.md') ?? '';
  for (const [name, value] of Object.entries(library)) {
    expect(index).toContain(`[${name}](`);
    const row = new RegExp(
      `\\| \\[${name}\\]\\(.*\\) \\| (value|promise|iterator|class|value or promise) \\| \\w.+ \\|`,
    );
    if (typeof value === 'function') expect(index).toMatch(row);
  }
});

it('says whether a method answers at once', () => {
  const page = apiPages().get('process.md');
  expect(page).toContain('| [cmdline](#cmdline) | value |');
  expect(page).toContain('| [cpuPercent](#cpupercent) | value or promise |');
  expect(page).toContain('| [wait](#wait) | promise |');
});

it('links lead to headings that are there', () => {
  const pages = apiPages();
  for (const [from, text] of pages) {
    for (const [, page = '', anchor = ''] of text.matchAll(/\]\(([a-z-]*(?:\.md)?)#([a-z0-9_]+)\)/g)) {
      const target = pages.get(page === '' ? from : page) ?? '';
      const anchors = [...target.matchAll(/^#+ (\w+)$|<a id="(\w+)">/gm)].map(([, one, other]) =>
        (one ?? other)?.toLowerCase(),
      );
      expect([from, page, anchors]).toEqual([from, page, expect.arrayContaining([anchor])]);
    }
  }
});
