import type { SwapDevice } from '../machine/disk-table.js';
import type { Sample } from '../sample/sample.js';
import { clean, displayWidth } from '../text/text.js';
import { formatBytes } from '../text/units.js';

/** What memory is swapped to, in so many cells; all of it together where there is no room for each. */
export function swapText({ snapshot }: Sample, cells: number): string {
  const { memory } = snapshot.system;
  const total = memory?.swapTotalBytes ?? Number.NaN;
  const used = total - (memory?.swapFreeBytes ?? Number.NaN);
  const together = total === 0 ? 'none' : Number.isNaN(used) ? '-' : amountOf(used, total);
  const { swaps = [] } = snapshot;
  if (swaps.length === 0) return together;
  const each = (write: (swap: SwapDevice) => string) => swaps.map(write).join(', ');
  const texts = [
    each((swap) => `${clean(swap.name)} ${filledOf(swap)} prio ${swap.priority}`),
    each((swap) => `${lastPart(swap)} ${filledOf(swap)} prio ${swap.priority}`),
    each((swap) => `${lastPart(swap)} ${filledOf(swap)}`),
    ...(swaps.length === 1 ? [] : [`${together} on ${swaps.length}`]),
  ];
  return texts.find((text) => displayWidth(text) <= cells) ?? together;
}

function filledOf({ usedBytes, sizeBytes }: SwapDevice): string {
  return amountOf(usedBytes, sizeBytes);
}

function amountOf(used: number, total: number): string {
  return `${formatBytes(used)} of ${formatBytes(total)}`;
}

function lastPart({ name }: SwapDevice): string {
  return clean(name.slice(name.lastIndexOf('/') + 1));
}
