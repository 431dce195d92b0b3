import type { HeadlineContext } from '../list/part.js';
import type { OwnLimits } from '../machine/own-limits.js';
import type { SystemCounters } from '../machine/snapshot.js';
import type { Line } from '../text/line.js';
import { span } from '../text/line-layout.js';
import { formatAmount, formatBytes } from '../text/units.js';

/** What the container allows in which ntop runs, below the meters, which are of the machine; nothing without a limit. */
export function limitLine({ sample }: HeadlineContext): Line | undefined {
  const limits = sample?.snapshot.limits;
  if (sample === undefined || limits === undefined) return undefined;
  const parts = [...cpuPart(limits, sample.snapshot.system), ...memoryPart(limits, sample.snapshot.system)];
  if (parts.length === 0) return undefined;
  const { quotaPercent } = sample.rates;
  const used = quotaPercent === undefined ? '' : `, ${quotaPercent.toFixed(0)}% of the CPU quota used`;
  return [span(' limits here: ', 'label'), span(parts.join(', ')), span(used, 'muted')];
}

/** A limit beyond what the machine has is none. */
function cpuPart({ cpus }: OwnLimits, { cpus: { length: all } }: SystemCounters): readonly string[] {
  if (cpus === undefined || (all > 0 && cpus >= all)) return [];
  return [`${formatAmount(cpus)} of ${all === 0 ? '-' : all} CPUs`];
}

function memoryPart({ memoryBytes, memoryUsedBytes }: OwnLimits, { memory }: SystemCounters): readonly string[] {
  if (memoryBytes === undefined || memoryBytes >= (memory?.totalBytes ?? Number.POSITIVE_INFINITY)) return [];
  return [
    `${memoryUsedBytes === undefined ? '-' : formatBytes(memoryUsedBytes)} of ${formatBytes(memoryBytes)} memory`,
  ];
}
