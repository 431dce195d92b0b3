import { describe, expect, it } from 'vitest';
import { CONNECTIONS } from '../../src/model/connections/pane.js';
import { SOCKET_COLUMNS } from '../../src/model/connections/socket-columns.js';
import { MEMORY } from '../../src/model/memory/pane.js';
import { COLUMNS, type Column, columnById, JSON_COLUMN_IDS } from '../../src/model/processes/columns.js';
import { PROCESSES } from '../../src/model/processes/pane.js';
import { writeJson } from '../../src/output/json.js';
import { fakeSample } from '../support/snapshots.js';
import { fakeSockets } from '../support/sockets.js';

const all: readonly Column[] = JSON_COLUMN_IDS.map(columnById);
const some: readonly Column[] = [columnById('pid'), columnById('name')];

/** Controls, formats, a lone surrogate for a byte that is no UTF-8, and what is harmless. */
const HOSTILE = 'a\u001b[31m\u009b\u007f\u202e\u2028\u0007"\\\udcff\u{e0041}漢é';

describe('JSON output', () => {
  it('is one line with the schema, the time, the host and the real interval', () => {
    const line = writeJson(fakeSample({ seconds: 1.2345 }, { seconds: 0 }), [], PROCESSES, some);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({
      schema: 'ntop.processes/1',
      time: new Date((1_795_000_000 + 1001.2345) * 1000).toISOString(),
      host: 'testhost',
      intervalSeconds: 1.235,
      rows: [],
    });
  });

  it('has the ids of the columns as keys, in the order of the columns', () => {
    const sample = fakeSample({ processes: [{ pid: 7 }] });
    const [row] = JSON.parse(writeJson(sample, [0], PROCESSES, all)).rows;
    expect(Object.keys(row)).toEqual(['identity', ...JSON_COLUMN_IDS]);
  });

  it('has null for what is unknown, never 0', () => {
    const sample = fakeSample({ processes: [{ pid: 7 }], system: { memory: undefined } });
    const parsed = JSON.parse(writeJson(sample, [0], PROCESSES, all));
    expect(parsed.intervalSeconds).toBeNull();
    expect(parsed.rows[0]).toMatchObject({ cpuPercent: null, memoryPercent: null, readBytesPerSecond: null });
    expect(parsed.rows[0]).toMatchObject({ nice: 0, residentBytes: 0, container: null, terminal: null });
  });

  it('rounds rates to significant decimals and leaves counters exact', () => {
    const before = { pid: 7, cpuSeconds: 1, readBytes: 0 };
    const after = { pid: 7, cpuSeconds: 1.01, readBytes: 1000, residentBytes: 2 ** 52 + 1 };
    const sample = fakeSample({ seconds: 3, processes: [after] }, { processes: [before] });
    const [row] = JSON.parse(writeJson(sample, [0], PROCESSES, all)).rows;
    expect(row).toMatchObject({ cpuPercent: 0.33, readBytesPerSecond: 333, residentBytes: 2 ** 52 + 1 });
  });

  it('keeps hostile text exact, and has no control characters', () => {
    const sample = fakeSample({ processes: [{ pid: 7, name: HOSTILE }], system: { hostname: HOSTILE } });
    const line = writeJson(sample, [0], PROCESSES, some);
    expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}](?!$)/u);
    expect(line).toContain('漢é');
    expect(JSON.parse(line)).toMatchObject({ host: HOSTILE, rows: [{ name: HOSTILE }] });
  });

  it('has the facts of a pane to two decimals, and null where they are unknown', () => {
    const pressure = (someMicroseconds: number) => ({
      ...{ cpu: undefined, io: undefined, memory: { someMicroseconds, fullMicroseconds: someMicroseconds } },
    });
    const sample = fakeSample(
      { seconds: 3, system: { pressure: pressure(100_000), zram: undefined } },
      { seconds: 0, system: { pressure: pressure(0) } },
    );
    const parsed = JSON.parse(writeJson(sample, [], MEMORY, []));
    expect(parsed.pressure).toEqual({ somePercent: 3.33, fullPercent: 3.33 });
    expect(parsed.swap).toMatchObject({ inBytesPerSecond: null, zramUsedBytes: null });
    const without = fakeSample({ system: { memory: undefined } });
    expect(JSON.parse(writeJson(without, [], MEMORY, []))).toMatchObject({ physical: null, swap: null, limit: null });
  });

  it('gives two processes with the same PID different identities', () => {
    const first = fakeSample({ processes: [{ pid: 7, startTicks: 1 }] });
    const second = fakeSample({ processes: [{ pid: 7, startTicks: 2 }] });
    const identity = (sample: typeof first) => JSON.parse(writeJson(sample, [0], PROCESSES, some)).rows[0].identity;
    expect(identity(first)).not.toBe(identity(second));
  });

  it('has the ids that scripts rely on', () => {
    const promised =
      'pid ppid user uid state priority nice threads cpuPercent memoryPercent residentBytes virtualBytes sharedBytes cpuSeconds startTime terminal name command readBytesPerSecond writeBytesPerSecond receiveBytesPerSecond sendBytesPerSecond container';
    const present = new Set<string>(JSON_COLUMN_IDS);
    expect(promised.split(' ').filter((id) => !present.has(id))).toEqual([]);
    expect(COLUMNS.length).toBeGreaterThanOrEqual(JSON_COLUMN_IDS.length);
  });

  it("has the interval of the connections' own rates", () => {
    const sockets = (seconds: number) => fakeSockets([{ serial: 1, receivedBytes: 1000 * seconds }], { seconds });
    const sample = fakeSample({ seconds: 2, sockets: sockets(1.5) }, { seconds: 0, sockets: sockets(0) });
    const column = SOCKET_COLUMNS.filter(({ id }) => id === 'receiveBytesPerSecond');
    expect(JSON.parse(writeJson(sample, [0], CONNECTIONS, column))).toMatchObject({
      intervalSeconds: 1.5,
      rows: [{ receiveBytesPerSecond: 1000 }],
    });
  });
});
