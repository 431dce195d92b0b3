import { expect, it } from 'vitest';
import { terminalName } from '../../../src/model/processes/terminal-name.js';

function device(major: number, minor: number): number {
  return (minor & 0xff) | (major << 8) | ((minor & 0xfff00) << 12);
}

it.each([
  [136, 3, 'pts/3'],
  [136, 300, 'pts/300'],
  [136, 0xfffff, 'pts/1048575'],
  [137, 1, 'pts/257'],
  [4, 1, 'tty1'],
  [4, 64, 'ttyS0'],
  [5, 1, 'console'],
  [188, 2, 'ttyUSB2'],
  [204, 64, 'ttyAMA0'],
  [229, 0, 'hvc0'],
  [250, 7, '250:7'],
])('device %d:%d is %s', (major, minor, name) => {
  expect(terminalName(device(major, minor))).toBe(name);
});

it('a process without a terminal has no name for it', () => {
  expect(terminalName(0)).toBeUndefined();
});
