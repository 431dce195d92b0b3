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
export { bytes2human } from './bytes.js';
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
  type ConnectionOf,
  type InetConnection,
  type InetKind,
  isListening,
  netConnections,
  type OpenSocket,
  type UnixConnection,
} from './network/net-connections.js';
export {
  AF_LINK,
  type ByInterface,
  type NetIfAddress,
  type NetIfStats,
  type NetIoCounters,
  NIC_DUPLEX_FULL,
  NIC_DUPLEX_HALF,
  NIC_DUPLEX_UNKNOWN,
  netIfAddrs,
  netIfStats,
  netIoCounters,
} from './network/net-interfaces.js';
export type { AttributeName, ProcessInfo } from './process/attributes.js';
export { pidExists, pids } from './process/pids.js';
export { type Picked, Process } from './process/process.js';
export type { WaitOptions } from './process/process-ends.js';
export { type MissedEvents, type ProcessEvent, processEvents } from './process/process-events.js';
export { type ProcessWithInfo, processIter } from './process/process-iter.js';
export {
  type CtxSwitches,
  type Ids,
  IOPRIO_CLASS_BE,
  IOPRIO_CLASS_IDLE,
  IOPRIO_CLASS_NONE,
  IOPRIO_CLASS_RT,
  type IoClassName,
  type IoCounters,
  type IoNice,
  type Limits,
  type MemoryFigure,
  type MemoryFootprint,
  type MemoryFullInfo,
  type MemoryInfo,
  type MemoryInfoEx,
  type MemoryMap,
  type OpenFile,
  type PageFaults,
  type ProcessCpuTimes,
  type ProcessDelays,
  type ProcessStatus,
  type ProcessThread,
  type SingleMemoryMap,
  STATUS_DEAD,
  STATUS_DISK_SLEEP,
  STATUS_IDLE,
  STATUS_PARKED,
  STATUS_RUNNING,
  STATUS_SLEEPING,
  STATUS_STOPPED,
  STATUS_TRACING_STOP,
  STATUS_UNKNOWN,
  STATUS_WAKE_KILL,
  STATUS_WAKING,
  STATUS_ZOMBIE,
} from './process/process-types.js';
export {
  type Resource,
  RLIM_INFINITY,
  RLIMIT_AS,
  RLIMIT_CORE,
  RLIMIT_CPU,
  RLIMIT_DATA,
  RLIMIT_FSIZE,
  RLIMIT_LOCKS,
  RLIMIT_MEMLOCK,
  RLIMIT_MSGQUEUE,
  RLIMIT_NICE,
  RLIMIT_NOFILE,
  RLIMIT_NPROC,
  RLIMIT_RSS,
  RLIMIT_RTPRIO,
  RLIMIT_RTTIME,
  RLIMIT_SIGPENDING,
  RLIMIT_STACK,
} from './process/resources.js';
export type { ExitCode } from './process/wait.js';
export { waitProcs } from './process/wait-procs.js';
export { AbortError, SendfileError } from './sendfile/errors.js';
export type { SendfileOptions, SendfileSource } from './sendfile/request.js';
export { type SendfileResult, sendfile } from './sendfile/sendfile.js';
export { sendfileOnce } from './sendfile/sendfile-once.js';
export type { SendfileMethod } from './sendfile/ways.js';
export {
  bootTime,
  type CpuFrequency,
  type CpuStats,
  cpuCount,
  cpuFreq,
  cpuStats,
  getloadavg,
  loadAverage,
} from './system/cpu.js';
export { type CpuShare, type CpuTimesPercent, cpuPercent, cpuTimesPercent } from './system/cpu-percent.js';
export { type CpuTimes, cpuTimes, type PerCpu } from './system/cpu-times.js';
export { type DiskIoCounters, diskIoCounters } from './system/disks.js';
export { type DiskPartition, type DiskUsage, diskPartitions, diskUsage } from './system/file-systems.js';
export {
  type CgroupLimits,
  cgroupLimits,
  type Pressure,
  type Pressures,
  pressure,
  type Stall,
} from './system/groups.js';
export { type SwapMemory, swapMemory, type VirtualMemory, virtualMemory } from './system/memory.js';
export {
  type ByChip,
  POWER_TIME_UNKNOWN,
  POWER_TIME_UNLIMITED,
  type SensorBattery,
  type SensorFan,
  type SensorTemperature,
  sensorsBattery,
  sensorsFans,
  sensorsTemperatures,
} from './system/sensors.js';
export { type User, users } from './system/users.js';
export { version, versionInfo } from './version.js';
