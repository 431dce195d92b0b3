import { describe, expect, it } from 'vitest';
import type { SensorReading } from '../../../src/model/machine/sensors.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { fakeBattery, fakePlace, fakeSensors } from '../../support/sensors.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

const PROCESSES: readonly FakeProcess[] = [{ pid: 1, name: 'init' }];

/** The list of sensors, with one reading or two. */
async function openSensors(...readings: readonly SensorReading[]): Promise<Session> {
  const session = openSession({ processes: PROCESSES, size: { columns: 130, rows: 30 } });
  await session.press('A');
  for (const sensors of readings) session.sample(PROCESSES, { sensors });
  return session;
}

const words = (session: Session) => session.rows().map((row) => row.trim().replace(/ +/g, ' '));
const panel = (session: Session) => session.frame().header.map(textOf).at(-1)?.trim();

const INTEL = fakeSensors(
  [
    {
      name: 'coretemp',
      device: 'coretemp.0',
      sensors: [
        { label: 'Package id 0', value: 62, limit: 100, critical: 105 },
        { label: 'Core 0', value: 50 },
        { label: 'Core 9', value: 51 },
      ],
    },
    {
      name: 'coretemp',
      device: 'coretemp.1',
      sensors: [
        { label: 'Package id 1', value: 71 },
        { label: 'Core 9', value: 60 },
      ],
    },
  ],
  {
    cpus: [
      fakePlace(0, { core: 9, package: 1, siblings: [0, 4] }),
      fakePlace(1, { core: 0 }),
      fakePlace(2, { core: 9 }),
      fakePlace(4, { core: 9, package: 1, siblings: [0, 4] }),
    ],
  },
);

describe('the list of sensors', () => {
  it('shows the temperature of a core with the CPUs that are on it, by package and number of the core', async () => {
    expect(words(await openSensors(INTEL))).toEqual([
      expect.stringMatching(/^temperature coretemp Package id 0 62\.0°C 100\.0°C 105\.0°C/),
      expect.stringMatching(/Core 0 50\.0°C.* CPU 1$/),
      expect.stringMatching(/Core 9 51\.0°C.* CPU 2$/),
      expect.stringMatching(/Package id 1 71\.0°C/),
      expect.stringMatching(/Core 9 60\.0°C.* CPU 0 4$/),
    ]);
  });

  it('says where a sensor is beyond what is meant, and why another is unknown', async () => {
    const session = await openSensors(
      fakeSensors([
        {
          sensors: [
            { label: 'hot', value: 90, limit: 80, critical: 95 },
            { label: 'too hot', value: 95, limit: 80, critical: 95 },
            { label: 'alarmed', value: 20, alarm: true },
            { label: 'broken', refused: 'EIO' },
            { label: 'absent', refused: 'ENODATA' },
            { label: 'secret', refused: 'EACCES' },
            { label: 'stuck', kind: 'fan', value: 0, least: 300 },
          ],
        },
        { silentSeconds: 12, sensors: [{ label: 'silent' }] },
      ]),
    );
    const rows = words(session);
    expect(rows[0]).toMatch(/hot 90\.0°C 80\.0°C 95\.0°C above its limit$/);
    expect(rows[1]).toMatch(/too hot 95\.0°C 80\.0°C 95\.0°C CRITICAL$/);
    expect(rows[2]).toMatch(/alarmed 20\.0°C - - ALARM$/);
    expect(rows[3]).toMatch(/broken - - - can't be read \(EIO\)$/);
    expect(rows[4]).toMatch(/absent - - - no reading$/);
    expect(rows[5]).toMatch(/secret - - - not permitted$/);
    expect(rows[6]).toMatch(/silent - - - no answer for 12s$/);
    expect(rows[7]).toMatch(/fan chip stuck 0rpm - - below its limit$/);
  });

  it('has the watts of a package from what it used between two readings, also when the counter began again', async () => {
    const counted = (joules: number, readSeconds: number, wrapJoules = 1_000_000) =>
      fakeSensors([
        {
          ...{ source: 'rapl', name: 'intel-rapl', readSeconds },
          sensors: [{ kind: 'power', label: 'package-0', countedJoules: joules, wrapJoules }],
        },
      ]);
    const watts = async (...readings: readonly SensorReading[]) => words(await openSensors(...readings))[0];
    expect(await watts(counted(5, 100))).toMatch(/package-0 - -/);
    expect(await watts(counted(5, 100), counted(35, 102))).toMatch(/package-0 15\.0W/);
    expect(await watts(counted(999_990, 100), counted(20, 102))).toMatch(/package-0 15\.0W/);
    expect(await watts(counted(5, 100), counted(35, 100))).toMatch(/package-0 - -/);
    expect(await watts(counted(5, 100), counted(35, 400))).toMatch(/package-0 - -/);
    expect(await watts(counted(35, 100, Number.NaN), counted(5, 102, Number.NaN))).toMatch(/package-0 - -/);
  });

  it('says of a battery how long it lasts, only where its rate is known', async () => {
    const session = await openSensors(
      fakeSensors([
        fakeBattery({ status: 'Discharging', energyJoules: 72_000, fullJoules: 144_000, watts: 10 }, 50),
        fakeBattery({ status: 'Not charging', energyJoules: 36_000, fullJoules: 72_000, watts: 0 }, 50, 'BAT1'),
        fakeBattery({ status: 'Discharging', isOfDevice: true }, 80, 'mouse'),
      ]),
    );
    const rows = words(session);
    expect(rows[0]).toMatch(/BAT0 capacity 50% .*discharging, 2h00 left$/);
    expect(rows[1]).toMatch(/BAT1 capacity 50% .*not charging$/);
    expect(rows[2]).toMatch(/mouse capacity 80% .*discharging$/);
    expect(panel(session)).toBe('battery 50% discharging, 3h00 left');
  });

  it('sums up the processor, its kinds of cores and the mains in one line', async () => {
    const session = await openSensors(
      fakeSensors(
        [
          {
            name: 'k10temp',
            sensors: [
              { label: 'Tctl', value: 70 },
              { label: 'Tdie', value: 60 },
              { label: 'Tccd1', value: 65 },
            ],
          },
          {
            source: 'cpufreq',
            name: 'amd-pstate',
            sensors: [
              { kind: 'frequency', name: 'cpu0', value: 3e9 },
              { kind: 'frequency', name: 'cpu1', value: 2e9 },
            ],
          },
          fakeBattery({ status: 'Full', energyJoules: 9, fullJoules: 10, watts: 0 }, 90),
          { source: 'supply', name: 'AC', supply: { ...NO_SUPPLY, isOnline: true } },
        ],
        {
          cpus: [
            fakePlace(0, { kind: 'P', siblings: [0, 1] }),
            fakePlace(1, { kind: 'P', siblings: [0, 1] }),
            fakePlace(2, { kind: 'E' }),
          ],
          boost: true,
        },
      ),
    );
    expect(panel(session)).toBe(
      'processor 60.0°C 2.50GHz  · battery 90% full, on mains  · 3 CPUs: 1 P and 1 E cores, boost on',
    );
    expect(words(session).at(-2)).toMatch(/^frequency amd-pstate cpu0 3\.00GHz .* P core, core shared with CPU 1$/);
  });

  it('says when only the sensors of the meters were read, as for a moment in the past', async () => {
    const session = await openSensors(fakeSensors([{ sensors: [{ value: 40 }] }], { isPartial: true }));
    expect(session.status()).toContain('only what the meters show was read');
    session.sample(PROCESSES, { sensors: INTEL });
    expect(session.status()).not.toContain('only what');
  });

  it('says that there are none', async () => {
    const session = await openSensors(fakeSensors([]));
    expect(panel(session)).toBe('This machine has no sensors that the kernel shows');
    expect(words(session).filter((row) => row !== '')).toEqual([]);
  });

  it('shows no byte of a hostile label, status or chip', async () => {
    const session = await openSensors(
      fakeSensors([
        { name: 'a\x1b]0;x\x07', sensors: [{ label: '\x1b[2J\ud800' }] },
        fakeBattery({ status: '\x1b[31mX' }, 5, 'b\n\x9b'),
      ]),
    );
    for (const row of session.rows()) expect(row).toMatch(/^[\x20-\x7e°]*$/);
  });

  it('is filtered by what it shows, and closed by Esc', async () => {
    const session = await openSensors(INTEL);
    await session.press('\\');
    await session.type('value>60 or cpus=1');
    await session.press('enter');
    expect(session.rows().filter((row) => /°C/.test(row))).toHaveLength(3);
    await session.press('escape', 'escape');
    expect(session.pids()).toEqual([1]);
  });

  it('is read only while it is shown', async () => {
    const session = openSession({ processes: PROCESSES });
    expect(needsOf(session.state).sensors).toBe(false);
    await session.press('A');
    expect(needsOf(session.state).sensors).toBe(true);
  });
});

const NO_SUPPLY = {
  ...{ isBattery: false, isOfDevice: false, status: '' },
  ...{ energyJoules: Number.NaN, fullJoules: Number.NaN, watts: Number.NaN },
};
