import { describe, expect, it } from 'vitest';
import { keyName } from '../../../src/model/keys/key-names.js';

describe('names of keys', () => {
  it.each([
    ['f9', 'F9'],
    ['shift+f3', 'S-F3'],
    ['ctrl+c', '^C'],
    ['pageUp', 'PgUp'],
    ['escape', 'Esc'],
    ['k', 'k'],
    ['\\', '\\'],
  ])('%s is written %s', (key, written) => {
    expect(keyName(key)).toBe(written);
  });
});
