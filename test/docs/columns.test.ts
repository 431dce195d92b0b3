import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { columnsMarkdown } from '../../scripts/docs/columns-markdown.js';

const PAGE = new URL('../../docs/columns.md', import.meta.url);

it('docs/columns.md lists the columns as they are', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, columnsMarkdown());
  expect(readFileSync(PAGE, 'utf8')).toBe(columnsMarkdown());
});
