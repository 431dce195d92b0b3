import type { GroupColumns, GroupTable, GroupTexts } from '../machine/group-table.js';
import { float64s, int32s, natural, number, record, texts } from './shape.js';
import { table } from './table-shape.js';

const groupColumns = record<GroupColumns>({
  serial: float64s,
  cpuSeconds: float64s,
  quotaCpus: float64s,
  periods: float64s,
  throttledPeriods: float64s,
  throttledSeconds: float64s,
  stoppedSeconds: float64s,
  memoryBytes: float64s,
  memoryLimitBytes: float64s,
  swapBytes: float64s,
  swapLimitBytes: float64s,
  limitHits: float64s,
  oomKills: float64s,
  oomKillsBelow: float64s,
  tasks: float64s,
  taskLimit: float64s,
  readBytes: float64s,
  writeBytes: float64s,
  cpuSomeMicroseconds: float64s,
  cpuFullMicroseconds: float64s,
  memorySomeMicroseconds: float64s,
  memoryFullMicroseconds: float64s,
  ioSomeMicroseconds: float64s,
  ioFullMicroseconds: float64s,
  parent: int32s,
});

export const groupTable = table(
  record<GroupTable>({
    slots: natural,
    count: natural,
    columns: groupColumns,
    texts: record<GroupTexts>({ path: texts }),
    versions: natural,
    leftOut: natural,
    monotonicSeconds: number,
  }),
);
