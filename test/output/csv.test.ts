import { describe, expect, it } from 'vitest';
import { columnById } from '../../src/model/processes/columns.js';
import { PROCESSES } from '../../src/model/processes/pane.js';
import { writeCsvHeader, writeCsvRows } from '../../src/output/csv.js';
import { fakeSample } from '../support/snapshots.js';

const columns = [columnById('pid'), columnById('cpuPercent'), columnById('name')];
const plain = { pane: PROCESSES, columns, keys: false, terminal: false };

function rows(name: string, shape = plain): string {
  return writeCsvRows(fakeSample({ processes: [{ pid: 7, name }] }), [0], shape);
}

describe('CSV output', () => {
  it('starts with the ids of the columns', () => {
    expect(writeCsvHeader(plain)).toBe('pid,cpuPercent,name\r\n');
    expect(writeCsvHeader({ ...plain, keys: true })).toBe('time,identity,pid,cpuPercent,name\r\n');
  });

  it.each([
    ['leaves empty what is not known', 'nginx', '7,,nginx\r\n'],
    ['quotes commas', 'a,b', '7,,"a,b"\r\n'],
    ['doubles quotes', 'say "hi"', '7,,"say ""hi"""\r\n'],
    ['quotes line ends', 'a\nb\rc', '7,,"a\nb\rc"\r\n'],
    ['leaves formulas as they are', '=1+1', '7,,=1+1\r\n'],
  ])('%s', (_, name, line) => {
    expect(rows(name)).toBe(line);
  });

  it('has the time and the identity of the process in each row', () => {
    expect(rows('a', { ...plain, keys: true })).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z,7-100-0,7,,a\r\n$/);
  });

  it('is exact in a file and safe on a terminal', () => {
    expect(rows('a\u001b[31m')).toBe('7,,a\u001b[31m\r\n');
    expect(rows('a\u001b[31m\n', { ...plain, terminal: true })).toBe('7,,a?[31m?\r\n');
  });

  it('has only the header if no process matches', () => {
    expect(writeCsvRows(fakeSample(), [], plain)).toBe('');
  });
});
