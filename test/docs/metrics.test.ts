import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { metricsMarkdown } from '../../scripts/docs/metrics-markdown.js';

const PAGE = new URL('../../docs/metrics.md', import.meta.url);

it('docs/metrics.md lists what is exported as it is', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, metricsMarkdown());
  expect(readFileSync(PAGE, 'utf8')).toBe(metricsMarkdown());
});
