import { describe, expect, it } from 'vitest';
import type { SensorReading } from '../../../src/model/machine/sensors.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { commandAt } from '../../../src/model/view/hit.js';
import { fakeBattery, fakePlace, fakeSensors } from '../../support/sensors.js';
import { openSession, type Session, textOf } from '../../support/session.js';

const PROCESSES = [{ pid: 1, name: 'init' }];

function open(sensors: SensorReading | undefined, columns = 120, rows = 40, unicode = true): Session {
  const session = openSession({ processes: PROCESSES, size: { columns, rows }, settings: { unicode } });
  session.sample(PROCESSES, { sensors });
  return session;
}

const header = (session: Session) => session.frame().header.map(textOf);

const frequency = (cpu: number, value: number) => ({ kind: 'frequency' as const, name: `cpu${cpu}`, value });

const LAPTOP = fakeSensors(
  [
    { name: 'coretemp', sensors: [{ label: 'Package id 0', value: 62.4, limit: 100 }] },
    { name: 'nvme', sensors: [{ value: 90 }] },
    {
      ...{ source: 'cpufreq', name: 'intel_pstate' },
      sensors: [frequency(0, 4e9), frequency(1, 4e9), frequency(2, 2e9), frequency(3, Number.NaN)],
    },
    fakeBattery({ status: 'Discharging', energyJoules: 7200, fullJoules: 14_400, watts: 1 }, 50),
  ],
  {
    cpus: [
      fakePlace(0, { kind: 'P', siblings: [0, 1] }),
      fakePlace(1, { kind: 'P', siblings: [0, 1] }),
      fakePlace(2, { kind: 'E' }),
      fakePlace(3, { kind: 'E' }),
    ],
  },
);

describe('the meters of a machine with sensors', () => {
  it('show the processor’s temperature beside the load, its frequency, and the battery in the topmost line', () => {
    const lines = header(open(LAPTOP));
    expect(lines[0]).toMatch(/bat 50% 2h00 {2}testhost/);
    expect(lines[1]).toMatch(/load 0\.42 0\.31 0\.28 {2}62°C/);
    expect(lines[3]).toMatch(/new procs 0\/s {2}3\.33GHz$/);
  });

  it('mark the kinds of cores and further threads of a core, and have the frequency of each', () => {
    const cores = header(open(LAPTOP)).slice(4, 8);
    expect(cores[0]).toMatch(/^ {2}0P ▕.*▏ +0% {2}4\.0G(?: |$)/);
    expect(cores[1]).toMatch(/^ {2}1p ▕.*▏ +0% {2}4\.0G(?: |$)/);
    expect(cores[2]).toMatch(/^ {2}2E ▕.*▏ +0% {2}2\.0G(?: |$)/);
    expect(cores[3]).toMatch(/^ {2}3E ▕.*▏ +0% {5}-(?: |$)/);
  });

  it('mark a further thread where there is one kind of core', () => {
    const smt = fakeSensors([{ source: 'cpufreq', sensors: [frequency(0, 1e9)] }], {
      cpus: [fakePlace(0, { siblings: [0, 2] }), fakePlace(1), fakePlace(2, { siblings: [0, 2] })],
    });
    expect(
      header(open(smt))
        .slice(4, 8)
        .map((line) => line.slice(0, 4)),
    ).toEqual(['  0 ', '  1 ', '  2t', '  3 ']);
  });

  it('say that the processor is too hot, also without Unicode', () => {
    const hot = fakeSensors([{ name: 'k10temp', sensors: [{ label: 'Tctl', value: 96, critical: 95 }] }]);
    expect(header(open(hot))[1]).toMatch(/0\.28 {2}96°C!/);
    expect(header(open(hot, 120, 40, false))[1]).toMatch(/0\.28 {2}96C!/);
  });

  it('find room for the temperature on a small screen, where the battery gives way to the tabs', () => {
    const lines = header(open(LAPTOP, 80, 24));
    expect(lines[0]).not.toContain('bat');
    expect(lines[1]).toMatch(/0\.28 {2}62°C$/);
    expect(header(open(LAPTOP, 120, 10))[0]).toMatch(/62°C bat 50% 2h00/);
  });

  it.each([
    [120, 40],
    [80, 24],
    [200, 60],
    [80, 10],
  ])('take no room where there is no such hardware: %d columns, %d rows', (columns, rows) => {
    const bare = header(open(undefined, columns, rows));
    // A virtual machine has places of CPUs, and may have threads.
    const cpus = [fakePlace(0, { siblings: [0, 1] }), fakePlace(1, { siblings: [0, 1] })];
    expect(header(open(fakeSensors([], { cpus }), columns, rows))).toEqual(bare);
    const silent = fakeSensors([{ name: 'coretemp', silentSeconds: 9, sensors: [{ label: 'Package id 0' }] }]);
    expect(header(open(silent, columns, rows))).toEqual(bare);
  });

  it('are read while they are shown, and a click on them opens the sensors', async () => {
    const session = open(LAPTOP);
    expect(needsOf(session.state)).toMatchObject({ sensors: false, meterSensors: true });
    for (const row of [1, 3, 5]) {
      expect(commandAt(session.state, { column: 40, row })).toEqual({ type: 'openPane', pane: 'sensors' });
    }
    expect(commandAt(session.state, { column: 3, row: 0 })).toEqual({ type: 'openPane', pane: 'processes' });
    await session.press('#');
    expect(needsOf(session.state).meterSensors).toBe(false);
    expect(commandAt(session.state, { column: 40, row: 3 })).not.toMatchObject({ pane: 'sensors' });
  });
});
