import type { ProcessColumns, ProcessTable, ProcessTexts } from '../machine/snapshot.js';
import { float64s, int32s, map, natural, number, record, text, texts, uint8s, uint32s } from './shape.js';
import { table } from './table-shape.js';

const processColumns = record<ProcessColumns>({
  serial: float64s,
  pid: int32s,
  threadGroupId: int32s,
  ppid: int32s,
  processGroupId: int32s,
  sessionId: int32s,
  terminalDevice: int32s,
  priority: int32s,
  nice: int32s,
  threads: int32s,
  processor: int32s,
  group: int32s,
  cpuGroup: int32s,
  memoryGroup: int32s,
  uid: uint32s,
  flags: uint32s,
  state: uint8s,
  commandUnknown: uint8s,
  startTicks: float64s,
  pidfdInode: float64s,
  cpuSeconds: float64s,
  virtualBytes: float64s,
  residentBytes: float64s,
  sharedBytes: float64s,
  minorFaults: float64s,
  majorFaults: float64s,
  readBytes: float64s,
  writeBytes: float64s,
  swapBytes: float64s,
  peakResidentBytes: float64s,
  oomScore: float64s,
  fds: float64s,
  fdLimit: float64s,
  ranSeconds: float64s,
  cpuDelaySeconds: float64s,
  contextSwitches: float64s,
  blockIoDelaySeconds: float64s,
  memoryDelaySeconds: float64s,
});

export const processTable = table(
  record<Omit<ProcessTable, 'changed'>>({
    slots: natural,
    count: natural,
    columns: processColumns,
    texts: record<ProcessTexts>({
      name: texts,
      commandLine: texts,
      cgroup: texts,
      waitChannel: texts,
    }),
    userNames: map(number, text),
  }),
);
