import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { atEnd } from './endings.js';

/** A made-up /sys: texts by their paths. It goes when the test ends. */
export function makeSys(files: Readonly<Record<string, string | number>>): string {
  const root = mkdtempSync(join(tmpdir(), 'ntop-sys-'));
  atEnd(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  return root;
}

function inFolder(folder: string, files: Readonly<Record<string, string | number>>) {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

export function hwmon(number: number, files: Readonly<Record<string, string | number>>) {
  return inFolder(`class/hwmon/hwmon${number}`, files);
}

export function supply(name: string, files: Readonly<Record<string, string | number>>) {
  return inFolder(`class/power_supply/${name}`, files);
}

export function zone(number: number, files: Readonly<Record<string, string | number>>) {
  return inFolder(`class/thermal/thermal_zone${number}`, files);
}

type FakeCpu = { readonly core: number; readonly package?: number; readonly siblings: string; readonly khz?: number };

/** CPUs with their places, and a frequency where one is given. */
export function cpus(all: readonly FakeCpu[]) {
  const folder = 'devices/system/cpu';
  return Object.assign(
    {},
    ...all.map(({ core, package: ofPackage = 0, siblings, khz }, cpu) => ({
      [`${folder}/cpu${cpu}/topology/physical_package_id`]: ofPackage,
      [`${folder}/cpu${cpu}/topology/core_id`]: core,
      [`${folder}/cpu${cpu}/topology/core_cpus_list`]: siblings,
      ...(khz !== undefined && {
        [`${folder}/cpu${cpu}/cpufreq/scaling_driver`]: 'intel_pstate',
        [`${folder}/cpufreq/policy${cpu}/affected_cpus`]: cpu,
        [`${folder}/cpufreq/policy${cpu}/scaling_cur_freq`]: khz,
        [`${folder}/cpufreq/policy${cpu}/scaling_min_freq`]: 800_000,
        [`${folder}/cpufreq/policy${cpu}/scaling_max_freq`]: 4_700_000,
      }),
    })),
  ) as Readonly<Record<string, string | number>>;
}

/** A laptop on its battery: processor, storage, fan. */
export const LAPTOP: Readonly<Record<string, string | number>> = {
  ...hwmon(0, {
    name: 'coretemp',
    ...{ temp1_label: 'Package id 0', temp1_input: 62_000, temp1_max: 100_000, temp1_crit: 105_000 },
    ...{ temp2_label: 'Core 0', temp2_input: 55_000, temp3_label: 'Core 40', temp3_input: 58_000 },
  }),
  ...hwmon(1, { name: 'nvme', temp1_label: 'Composite', temp1_input: 83_850, temp1_max: 81_850, temp1_crit: 84_850 }),
  ...hwmon(2, { name: 'thinkpad', fan1_input: 3210 }),
  ...supply('BAT0', {
    ...{ type: 'Battery', status: 'Discharging', energy_now: 20_000_000, energy_full: 40_000_000 },
    ...{ power_now: 10_000_000, model_name: 'LNV' },
  }),
  ...supply('AC', { type: 'Mains', online: 0 }),
  ...cpus([
    { core: 0, siblings: '0-1', khz: 3_200_000 },
    { core: 0, siblings: '0-1', khz: 3_200_000 },
    { core: 40, siblings: '2', khz: 1_800_000 },
  ]),
  'devices/cpu_core/cpus': '0-1',
  'devices/cpu_atom/cpus': '2',
};
