import { describe, expect, it } from 'vitest';
import { CONNECTIONS } from '../../src/model/connections/pane.js';
import { columnById, DEFAULT_COLUMN_IDS } from '../../src/model/processes/columns.js';
import { type TextShape, writeText } from '../../src/output/text.js';
import { fakeSample } from '../support/snapshots.js';
import { fakeSockets } from '../support/sockets.js';

const shape: TextShape = {
  columns: DEFAULT_COLUMN_IDS.map(columnById),
  mainColumnId: 'command',
  context: { cpuBasis: 'core', memoryUnits: 'bytes', fullPath: true, unicode: true, wallClockMilliseconds: 0 },
  delaySeconds: 1,
  width: undefined,
};

const reading = {
  seconds: 1,
  processes: [
    { pid: 7, cpuSeconds: 1.5, residentBytes: 1024 ** 2, commandLine: ['nginx', '-g', 'daemon off;'] },
    { pid: 12, cpuSeconds: 2, name: 'a\u001b[31m\u202e', uid: 0 },
  ],
};
const sample = fakeSample(reading, { processes: [{ pid: 7, cpuSeconds: 1 }, { pid: 12 }] });
const rows = { slots: Int32Array.of(0, 1), prefixes: undefined };

describe('text output', () => {
  it('shows the meters, a header and one line per process', () => {
    expect(writeText(sample, rows, shape)).toBe(`testhost  up 16m  load 0.42 0.31 0.28
2 tasks 0R 0D 0Z 2thr
CPU 0%/4c us0 sy0 wa0 st0
Mem 6.0/16.0G avail 10.0G
Swp 1.0/4.0G

  PID USER      NI S  CPU%  MEM%   RES    TIME+ COMMAND
    7 ada        0 S  50.0   0.0  1.0M  0:01.50 nginx -g daemon off;
   12 root       0 S   200   0.0    0B  0:02.00 a?[31m?

`);
  });

  it('cuts lines to the width', () => {
    const lines = writeText(sample, rows, { ...shape, width: 30 }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(30);
  });

  it('draws a tree before the commands, in ASCII if Unicode is off', () => {
    const tree = { slots: rows.slots, prefixes: ['', '└─ '] };
    expect(writeText(sample, tree, shape)).toContain(' └─ a?[31m?\n');
    const ascii = writeText(sample, tree, { ...shape, context: { ...shape.context, unicode: false } });
    expect(ascii).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('keeps the port of an address that is too long', () => {
    const local = '[2001:db8:1111:2222:3333:4444:5555:6666]:8443';
    const sockets = fakeSample({ sockets: fakeSockets([{ serial: 1, protocol: 'tcp6', local }]) });
    const columns = CONNECTIONS.columns.filter(({ id }) => id === 'local' || id === 'remote');
    const text = writeText(sockets, { slots: Int32Array.of(0), prefixes: undefined }, { ...shape, columns });
    expect(text).toMatch(/\[2001:db8:1111:2222:33\+:8443 -$/m);
  });

  it('shows - for what is unknown', () => {
    const first = writeText(fakeSample({ ...reading, system: { memory: undefined } }), rows, shape);
    expect(first).toMatch(/^ +7 ada +0 S +- +- /m);
    expect(first).toContain('\nMem -');
  });
});
