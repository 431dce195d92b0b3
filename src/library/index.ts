// What the package gives to programs: one line a file of ours. docs/api is made from this list.
export {
  CONN_CLOSE,
  CONN_CLOSE_WAIT,
  CONN_CLOSING,
  CONN_ESTABLISHED,
  CONN_FIN_WAIT1,
  CONN_FIN_WAIT2,
  CONN_LAST_ACK,
  CONN_LISTEN,
  CONN_NONE,
  CONN_SYN_RECV,
  CONN_SYN_SENT,
  CONN_TIME_WAIT,
  CONN_UNKNOWN,
  type ConnectionStatus,
} from '../model/connections/connection-status.js';
export { AccessDenied, NoSuchProcess, NotAvailable, NtopError, TimeoutExpired, ZombieProcess } from './errors.js';
export { type Legacy, legacy } from './legacy/legacy.js';
export { type LegacyProcess, legacyProcess } from './legacy/legacy-process.js';
export {
  type Address,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  type Connection,
  type ConnectionKind,
  isListening,
  netConnections,
} from './network/net-connections.js';
export {
  type ByInterface,
  type NetIfAddress,
  type NetIfStats,
  type NetIoCounters,
  netIfAddrs,
  netIfStats,
  netIoCounters,
} from './network/net-interfaces.js';
export type { AttributeName, ProcessInfo } from './process/attributes.js';
export { pidExists, pids } from './process/pids.js';
export { type Picked, Process } from './process/process.js';
export type { WaitOptions } from './process/process-ends.js';
export { processIter } from './process/process-iter.js';
export type {
  CtxSwitches,
  Ids,
  IoClassName,
  IoCounters,
  IoNice,
  Limits,
  MemoryFootprint,
  MemoryInfo,
  MemoryInfoEx,
  MemoryMap,
  OpenFile,
  PageFaults,
  ProcessCpuTimes,
  ProcessStatus,
  ProcessThread,
  SingleMemoryMap,
} from './process/process-types.js';
export { type Resource, RLIM_INFINITY } from './process/resources.js';
export type { ExitCode } from './process/wait.js';
export { waitProcs } from './process/wait-procs.js';
export { AbortError, SendfileError } from './sendfile/errors.js';
export type { SendfileOptions, SendfileSource } from './sendfile/request.js';
export { type SendfileResult, sendfile } from './sendfile/sendfile.js';
export { sendfileOnce } from './sendfile/sendfile-once.js';
export type { SendfileMethod } from './sendfile/ways.js';
export { bootTime, type CpuFrequency, type CpuStats, cpuCount, cpuFreq, cpuStats, loadAverage } from './system/cpu.js';
export { type CpuShare, type CpuTimesPercent, cpuPercent, cpuTimesPercent } from './system/cpu-percent.js';
export { type CpuTimes, cpuTimes, type PerCpu } from './system/cpu-times.js';
export { type DiskIoCounters, diskIoCounters } from './system/disks.js';
export { type DiskPartition, type DiskUsage, diskPartitions, diskUsage } from './system/file-systems.js';
export { type SwapMemory, swapMemory, type VirtualMemory, virtualMemory } from './system/memory.js';
export { type User, users } from './system/users.js';
export { version, versionInfo } from './version.js';
