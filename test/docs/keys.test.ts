import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keysMarkdown } from '../../scripts/docs/keys-markdown.js';

const PAGE = new URL('../../docs/keys.md', import.meta.url);

it('docs/keys.md lists the keys as they are', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, keysMarkdown());
  expect(readFileSync(PAGE, 'utf8')).toBe(keysMarkdown());
});
