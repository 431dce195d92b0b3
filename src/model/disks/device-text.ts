import type { BlockDevice, RaidReading } from '../machine/disk-table.js';

/** Its name, and what it is called or made of. Not safe for a terminal. */
export function deviceText(device: BlockDevice): string {
  const { name, label, parents, backingFile, raid } = device;
  const others = parents.slice(1).map((parent) => `+${parent}`);
  return [
    label === undefined ? name : `${label} (${name})`,
    ...others,
    ...(raid ? [raidText(raid)] : []),
    backingFile ?? '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** `raid1 clean`, `raid5 degraded: 1 of 3 missing, recover 34%` */
export function raidText({ level, state, members, missing, action, progress }: RaidReading): string {
  const health = missing > 0 ? `degraded: ${missing} of ${members} missing` : state;
  const way = Number.isNaN(progress) ? '' : ` ${Math.floor(progress * 100)}%`;
  const acting = action === undefined || action === 'idle' ? '' : `, ${action}${way}`;
  return `${level} ${health}${acting}`;
}

/** Whether something is wrong with it: members are missing, or it failed requests. */
export function isDamaged({ raid, errors }: BlockDevice): boolean {
  return (raid !== undefined && raid.missing > 0) || errors > 0;
}
