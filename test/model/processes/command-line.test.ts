import { describe, expect, it } from 'vitest';
import { argumentsOf, commandText, fullName } from '../../../src/model/processes/command-line.js';
import { type FakeProcess, fakeSnapshot } from '../../support/snapshots.js';

describe('the name of a program', () => {
  it.each([
    [
      'goes on where the kernel cut it',
      'verylongprogram',
      '/bin/verylongprogramname123\0-x\0',
      'verylongprogramname123',
    ],
    ['stays when it has just fifteen bytes', 'exactly15bytes_', '/bin/exactly15bytes_\0', 'exactly15bytes_'],
    ['stays when the arguments tell of another', 'verylongprogram', 'other\0', 'verylongprogram'],
    ['stays when it is short', 'node', '/bin/nodejs\0', 'node'],
    ['stays without arguments', 'verylongprogram', '', 'verylongprogram'],
    ['counts bytes, not letters', 'größeündä', '/bin/größeündä-mehr\0', 'größeündä'],
    ['goes on when accents fill it', 'größeündäö', '/bin/größeündäö-mehr\0', 'größeündäö-mehr'],
  ])('%s', (_, name, commandLine, full) => {
    expect(fullName(name, commandLine)).toBe(full);
  });
});

describe('the command', () => {
  it.each<[string, Partial<FakeProcess>, string]>([
    ['is the arguments joined', { commandLine: ['node', 'a.js'] }, 'node a.js'],
    ['keeps empty arguments but the last ones', { commandLine: ['python3', '', 'x', '', ''] }, 'python3  x'],
    ['loses what a rewritten title leaves behind', { commandLine: 'worker: x\0\0\0\0' }, 'worker: x'],
    ['is the name of a kernel thread in brackets', { name: 'kworker/0:1', kernelThread: true }, '[kworker/0:1]'],
    ['is the name when the title is nothing but NULs', { name: 'spt', commandLine: '\0\0\0' }, '[spt]'],
    ['is the PID when there is no name either', { name: '', commandLine: '' }, '[42]'],
    [
      'is the name and … when the arguments can not be read',
      { name: 'python3', commandLine: '', commandUnknown: 1 },
      'python3 …',
    ],
    ['is what it was when it can not be read again', { commandLine: ['a', 'b'], commandUnknown: 1 }, 'a b'],
    ['says that a process is dead', { name: 'sleep', state: 'Z' }, 'sleep <defunct>'],
  ])('%s', (_, process, text) => {
    expect(commandText(fakeSnapshot({ processes: [{ pid: 42, ...process }] }).processes, 0)).toBe(text);
  });
});

it.each([
  ['none for a kernel thread', '', []],
  ['an empty first one', '\0', ['']],
  ['empty ones in between and at the end', 'a\0\0x\0\0', ['a', '', 'x', '']],
  ['a rewritten title without a NUL', 'nginx: master', ['nginx: master']],
])('arguments: %s', (_, commandLine, all) => {
  expect(argumentsOf(commandLine)).toEqual(all);
});
