import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UnitReading } from '../../src/model/machine/unit-reading.js';
import { createFiles } from '../../src/probe/files.js';
import { createUnitReader } from '../../src/probe/unit-reader.js';
import { readUnits } from '../../src/probe/units.js';
import { startBus } from '../support/logind.js';
import { fakeSnapshot } from '../support/snapshots.js';
import { type FakeUnit, serveSystemd } from '../support/systemd.js';
import { makeTree } from './readings.js';

const FILES = createFiles();
const UNITS: readonly FakeUnit[] = [
  ['nginx.service', 'active', 'running'],
  ['back\\x2dup.service', 'failed', 'failed'],
  ['a\x1b[2J.scope', '\x07', ''],
  ['dev-sda.device', 'active', 'plugged'],
];

describe('the units of systemd', () => {
  /** On a busy machine it may answer too late. */
  async function readInTime(bus: string): Promise<UnitReading> {
    for (;;) {
      const reading = await readUnits(bus, FILES);
      if (reading.source.state !== 'failed' || reading.source.reason !== 'ETIMEDOUT') return reading;
    }
  }

  it('are those that can have processes, with their states', async () => {
    const bus = await startBus();
    await serveSystemd(bus, UNITS);
    const { source, units } = await readInTime(bus);
    expect(source).toEqual({ state: 'read' });
    expect(units).toEqual([
      { name: 'nginx.service', active: 'active', sub: 'running' },
      { name: 'back\\x2dup.service', active: 'failed', sub: 'failed' },
      { name: 'a\x1b[2J.scope', active: '\x07', sub: '' },
    ]);
  });

  it('are all of them where it is too old to choose', async () => {
    const bus = await startBus();
    await serveSystemd(bus, UNITS, true);
    expect((await readInTime(bus)).units.map(({ name }) => name)).toContain('dev-sda.device');
  });

  it('are none where there is no bus, and no systemd on it', async () => {
    expect(await readUnits(join(makeTree({}), 'none'), FILES)).toEqual({ source: { state: 'absent' }, units: [] });
    expect((await readInTime(await startBus())).source).toEqual({ state: 'absent' });
  });
});

describe('reading them', () => {
  const READING: UnitReading = { source: { state: 'read' }, units: [] };
  const ABSENT: UnitReading = { source: { state: 'absent' }, units: [] };

  function reader(answer = READING) {
    let [now, readings] = [0, 0];
    const { complete } = createUnitReader(
      async () => {
        readings += 1;
        return { ...answer };
      },
      () => now,
    );
    return {
      at: async (seconds: number, need?: 'now' | 'seldom') => {
        now = seconds * 1000;
        return (await complete(fakeSnapshot(), need)).units;
      },
      get readings() {
        return readings;
      },
    };
  }

  it('holds up no sample, and is done seldom', async () => {
    const units = reader();
    expect(await units.at(0, 'seldom')).toBeUndefined();
    expect(await units.at(1, 'seldom')).toEqual(READING);
    await units.at(9, 'seldom');
    expect(units.readings).toBe(1);
    await units.at(11, 'seldom');
    expect(units.readings).toBe(2);
  });

  it('is waited for where there is only one sample', async () => {
    const units = reader();
    expect(await units.at(0, 'now')).toEqual(READING);
    expect(await units.at(1, 'now')).toEqual(READING);
    expect(units.readings).toBe(1);
  });

  it('is not done where nothing needs it, and what is old then is not shown', async () => {
    const units = reader();
    await units.at(0);
    expect(units.readings).toBe(0);
    await units.at(1, 'now');
    await units.at(20);
    expect(await units.at(21, 'seldom')).toBeUndefined();
  });

  it('is tried once a minute where there is no systemd', async () => {
    const units = reader(ABSENT);
    for (const seconds of [0, 1, 20, 59]) await units.at(seconds, 'now');
    expect(units.readings).toBe(1);
    await units.at(61, 'now');
    expect(units.readings).toBe(2);
  });
});
