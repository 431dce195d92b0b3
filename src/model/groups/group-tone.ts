import type { Column } from '../list/column-kinds.js';
import type { Sample } from '../sample/sample.js';
import type { Tone } from '../text/line.js';

/** As in the process list. */
const BUSY_PERCENT = 50;
/** Of its quota, and of its memory limit. */
const TIGHT_PERCENT = 90;
const PRESSED_PERCENT = 10;

/** What a limit holds back, and what was killed or has failed, is coloured; what is nothing is muted. */
export function groupTone(column: Column, sample: Sample, slot: number): Tone {
  const value = column.value(sample, slot);
  switch (column.id) {
    case 'oomKills':
      return isAbove(value, 0) ? 'danger' : 'muted';
    case 'unitState':
      return typeof value === 'string' && value.startsWith('failed') ? 'danger' : 'muted';
    case 'throttledPercent':
      return isAbove(value, 0) ? 'warning' : 'muted';
    case 'quotaPercent':
    case 'memoryPercent':
      return isAbove(value, TIGHT_PERCENT) ? 'warning' : 'normal';
    case 'memoryBytes':
      return isFull(sample, slot) ? 'warning' : toneOfRow(sample, slot);
    case 'cpuPressurePercent':
    case 'memoryPressurePercent':
    case 'ioPressurePercent':
      return isAbove(value, PRESSED_PERCENT) ? 'warning' : 'normal';
    case 'kind':
    case 'path':
      return 'muted';
    default:
      return toneOfRow(sample, slot);
  }
}

function isAbove(value: unknown, least: number): boolean {
  return typeof value === 'number' && value > least;
}

function isFull({ snapshot }: Sample, slot: number): boolean {
  const { memoryBytes, memoryLimitBytes } = snapshot.groups?.columns ?? {};
  return (memoryBytes?.[slot] ?? Number.NaN) >= (TIGHT_PERCENT / 100) * (memoryLimitBytes?.[slot] ?? Number.NaN);
}

function toneOfRow({ rates }: Sample, slot: number): Tone {
  return (rates.groups?.cpuPercent[slot] ?? 0) >= BUSY_PERCENT ? 'busy' : 'normal';
}
