import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assertOwnOutput, ESC, IS_ROOT, PROGRAM, startNtop } from '../support/e2e.js';
import { hwmon, LAPTOP, makeSys } from '../support/sensor-tree.js';

function ntop(sys: string, ...args: readonly string[]): string {
  const env = { ...process.env, NTOP_SYSFS: sys };
  return execFileSync(process.execPath, [PROGRAM, 'sensors', '--no-config', ...args], { env, encoding: 'utf8' });
}

it('A lists the sensors over the pane that is open, and Esc goes back to it', async () => {
  const session = await startNtop([], { columns: 120, rows: 40, env: { NTOP_SYSFS: makeSys(LAPTOP) } });
  await session.waitFor(/bat 50% 2h00 .*\n.* load [\d. ]+ {2}62°C/);
  await session.press('A');
  await session.waitFor(/temperature coretemp +Package id 0 +62\.0°C +100\.0°C +105\.0°C/);
  await session.waitFor(/nvme +Composite +83\.9°C .* above its limit/);
  await session.waitFor(/battery +BAT0 +LNV +50% .* discharging, 2h00 left/);
  await session.waitFor(/Core 40 .* CPU 2, E core/);
  await session.press(ESC);
  await session.waitFor(/PID USER/);
  await session.press('q');
  assertOwnOutput(session);
});

it('ntop sensors prints them as JSON, CSV and text, filtered', () => {
  const sys = makeSys({ ...LAPTOP, ...hwmon(3, { name: 'bad\x1b[31m', temp1_input: 'x', temp1_label: '\x1b[2J' }) });
  const { schema, rows } = JSON.parse(ntop(sys, '--json', '--filter', 'kind=temperature'));
  expect(schema).toBe('ntop.sensors/1');
  expect(rows[0]).toEqual({
    ...{ kind: 'temperature', chip: 'coretemp', label: 'Package id 0', value: 62, unit: '°C', limit: 100 },
  });
  expect(rows.at(-1)).toMatchObject({ chip: 'bad\x1b[31m', label: '\x1b[2J', value: null, limit: null });
  expect(ntop(sys, '--csv', '--filter', 'kind=fan').split('\r\n')[1]).toMatch(/^[^,]+,fan,thinkpad,fan1,3210,rpm,$/);
  const text = ntop(sys);
  expect(text).toMatch(/fan +thinkpad +fan1 +3210rpm/);
  expect(text).not.toContain('\x1b');
});

it('without rights the energy of packages is unknown and says why, and all else is known', () => {
  const zone = 'class/powercap/intel-rapl:0';
  const sys = makeSys({ ...LAPTOP, [`${zone}/name`]: 'package-0', [`${zone}/energy_uj`]: 5_000_000 });
  chmodSync(sys, 0o755);
  chmodSync(join(sys, zone, 'energy_uj'), 0);
  const nobody = IS_ROOT ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  const [command = '', ...args] = [...nobody, process.execPath, PROGRAM, 'sensors', '--no-config', '--json'];
  const fields = ['--fields', 'kind,label,value,state', '--filter', 'label=package-0 or kind=fan'];
  const env = { ...process.env, HOME: '/', NTOP_SYSFS: sys };
  expect(JSON.parse(execFileSync(command, [...args, ...fields], { env, encoding: 'utf8' })).rows).toEqual([
    { kind: 'fan', label: 'fan1', value: 3210, state: '' },
    { kind: 'power', label: 'package-0', value: null, state: 'not permitted' },
    { kind: 'energy', label: 'package-0', value: null, state: 'not permitted' },
  ]);
});

it('a machine without sensors says so', async () => {
  const sys = makeSys({ 'class/hwmon/none': '' });
  expect(JSON.parse(ntop(sys, '--json')).rows).toEqual([]);
  const session = await startNtop([], { env: { NTOP_SYSFS: sys } });
  await session.press('A');
  await session.waitFor(/no sensors that the kernel shows/);
});
