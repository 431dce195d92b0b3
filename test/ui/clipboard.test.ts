import { expect, it } from 'vitest';
import { clipboardSequence } from '../../src/ui/clipboard.js';

it('wraps a text so that no byte of it can act on the terminal', () => {
  expect(clipboardSequence('nginx\x1b]0;x\x07 é')).toBe('\x1b]52;c;bmdpbngbXTA7eAcgw6k=\x07');
});
