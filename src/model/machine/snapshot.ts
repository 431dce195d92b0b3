import type { BlockDevice, FileSystem, SwapDevice } from './disk-table.js';
import type { EventBatch } from './events.js';
import type { GroupTable } from './group-table.js';
import type { InterfaceReading } from './interface-reading.js';
import type { MemoryDetail } from './memory-detail.js';
import type { OwnLimits } from './own-limits.js';
import type { SensorReading } from './sensors.js';
import type { LoginReading } from './session-table.js';
import type { SocketTable } from './socket-table.js';
import type { UnitReading } from './unit-reading.js';

/**
 * One reading of the machine: raw counters of the kernel. The model computes rates, percentages and order. A number
 * that the kernel did not report is NaN in a column and undefined elsewhere.
 */
export type Snapshot = {
  readonly system: SystemCounters;
  readonly processes: ProcessTable;
  /** If asked for: the sockets, or a sentence that says why they can't be read. */
  readonly sockets?: SocketTable | { readonly error: string } | undefined;
  /** If asked for and readable. */
  readonly interfaces?: readonly InterfaceReading[] | undefined;
  /** If asked for: the logins. They may have been read slightly before the processes. */
  readonly sessions?: LoginReading | undefined;
  /** If asked for: what happened since the last sample that has them. */
  readonly events?: EventBatch | undefined;
  /** If asked for: the control groups. */
  readonly groups?: GroupTable | undefined;
  /** If asked for and readable: the block devices, the mounted file systems. */
  readonly devices?: readonly BlockDevice[] | undefined;
  readonly fileSystems?: readonly FileSystem[] | undefined;
  /** If read with the devices: what memory is swapped to. */
  readonly swaps?: readonly SwapDevice[] | undefined;
  /** If asked for and there are any: what limits ntop itself, and so the container that it is in. */
  readonly limits?: OwnLimits | undefined;
  /** If asked for and read by now: the units of the service manager. */
  readonly units?: UnitReading | undefined;
  /** If asked for: temperatures, fans, power, batteries, frequencies. */
  readonly sensors?: SensorReading | undefined;
  /** If asked for and not all delays can be known: why, a sentence without its full stop. */
  readonly delaysUnknown?: string | undefined;
};

/**
 * Processes (and threads, if asked for) as typed columns. A process keeps its slot for life; a slot with `serial` 0 is
 * empty. A slot has the same process in two snapshots exactly if the serials are equal.
 */
export type ProcessTable = {
  /** One past the highest slot in use. */
  readonly slots: number;
  /** Number of slots with a process or thread. */
  readonly count: number;
  readonly columns: ProcessColumns;
  /** Text by slot, as in the kernel and not safe for a terminal. Valid for the newest snapshot only. */
  readonly texts: ProcessTexts;
  /** Names by UID; a user without a passwd entry is missing. */
  readonly userNames: ReadonlyMap<number, string>;
  /** If the probe knows it. It is about this reading, and no part of what was read. */
  readonly changed?: ChangedRows | undefined;
};

/** What differs from the reading before, whose number is one less: no number of another row does. */
export type ChangedRows = {
  /** Of the reading, counted by the probe. */
  readonly reading: number;
  /** Ascending. */
  readonly rows: Int32Array;
  /** Those of which a text may differ, ascending; undefined: any may. */
  readonly texts?: Int32Array | undefined;
};

export type ProcessColumns = {
  /** Unique per process lifetime while ntop runs. 0: the slot is empty. */
  readonly serial: Float64Array;
  /** In a thread's row, the thread ID. */
  readonly pid: Int32Array;
  /** The process that a thread belongs to; in a process's row equal to pid. */
  readonly threadGroupId: Int32Array;
  readonly ppid: Int32Array;
  readonly processGroupId: Int32Array;
  readonly sessionId: Int32Array;
  /** Device number of the controlling terminal, 0 for none. */
  readonly terminalDevice: Int32Array;
  readonly priority: Int32Array;
  readonly nice: Int32Array;
  readonly threads: Int32Array;
  /** The CPU on which it last ran. */
  readonly processor: Int32Array;
  /**
   * Slots in `groups` of the same snapshot; -1 if unknown or not asked for. The group that text `cgroup` names, that which
   * has its CPU time and that which has its memory: the same one, but for hierarchies of version 1.
   */
  readonly group: Int32Array;
  readonly cpuGroup: Int32Array;
  readonly memoryGroup: Int32Array;
  /** Effective user id. */
  readonly uid: Uint32Array;
  /** PF_* of the kernel; 0x200000 marks a kernel thread. */
  readonly flags: Uint32Array;
  /** The letter of proc_pid_stat(5), as a character code. */
  readonly state: Uint8Array;
  /** 1 where its arguments could not be read: no arguments mean nothing then. */
  readonly commandUnknown: Uint8Array;
  /** Start time since boot. With the PID it identifies a process, except for reuse within one tick. */
  readonly startTicks: Float64Array;
  /** Inode of its pidfd, which is never reused (Linux 6.9); 0 if the kernel has none. */
  readonly pidfdInode: Float64Array;
  /** User and system time used so far. */
  readonly cpuSeconds: Float64Array;
  readonly virtualBytes: Float64Array;
  readonly residentBytes: Float64Array;
  readonly sharedBytes: Float64Array;
  readonly minorFaults: Float64Array;
  readonly majorFaults: Float64Array;
  /** Storage traffic; NaN if not asked for or not permitted. */
  readonly readBytes: Float64Array;
  readonly writeBytes: Float64Array;
  /** Memory in swap. This and the next two are NaN if not asked for. */
  readonly swapBytes: Float64Array;
  /** Highest residentBytes so far. */
  readonly peakResidentBytes: Float64Array;
  /** OOM score, 0 to 2000: the highest is killed first. */
  readonly oomScore: Float64Array;
  /** Open descriptors; NaN if not asked for, as the next one. */
  readonly fds: Float64Array;
  /** How many may be open (RLIMIT_NOFILE); infinite without a limit. */
  readonly fdLimit: Float64Array;
  /** The monotonic time of the first reading after it ran last, so that it has not run since; NaN if unknown. */
  readonly ranSeconds: Float64Array;
  /** How long it has waited for a CPU, also while a quota stopped its group. This and the next three: NaN if not asked for. */
  readonly cpuDelaySeconds: Float64Array;
  /** How often it got a CPU. */
  readonly contextSwitches: Float64Array;
  /** How long it has waited for storage; unknown without rights, and where the kernel does not count it. */
  readonly blockIoDelaySeconds: Float64Array;
  /** The same for swap and for memory that had to be freed first. */
  readonly memoryDelaySeconds: Float64Array;
};

/**
 * Bytes that are not UTF-8 come as lone surrogates U+DC80 to U+DCFF, so that nothing is lost.
 */
export type ProcessTexts = {
  /** The kernel's name of the task (comm), at most 15 bytes for programs. */
  readonly name: readonly string[];
  /** Arguments, each terminated by NUL as in /proc/PID/cmdline; empty for kernel threads and zombies. */
  readonly commandLine: readonly string[];
  /** Control group path; empty if not asked for or unknown. */
  readonly cgroup: readonly string[];
  /** The kernel's function in which it sleeps; empty if it does not, if not asked for, or if not permitted. */
  readonly waitChannel: readonly string[];
};

export type CpuTimes = {
  /** The kernel's number of the CPU; numbers may have gaps. */
  readonly id: number;
  /** Seconds since boot. As in the kernel, user includes guest, and nice includes guestNice. */
  readonly user: number;
  readonly nice: number;
  readonly system: number;
  readonly idle: number;
  readonly iowait: number;
  readonly irq: number;
  readonly softirq: number;
  readonly steal: number;
  readonly guest: number;
  readonly guestNice: number;
};

export type MemoryCounters = {
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly availableBytes: number;
  readonly buffersBytes: number;
  /** Page cache and reclaimable slab as in free(1); includes sharedBytes. */
  readonly cachedBytes: number;
  readonly sharedBytes: number;
  readonly slabBytes: number;
  readonly swapTotalBytes: number;
  readonly swapFreeBytes: number;
  /** Pages in swap that are also unchanged in memory (SwapCached). */
  readonly swapCachedBytes: number;
  /** Memory of the kernel itself: unreclaimable slab, stacks, page tables, per-CPU data. */
  readonly unreclaimableSlabBytes: number;
  readonly kernelStackBytes: number;
  readonly pageTableBytes: number;
  readonly perCpuBytes: number;
  /** Reserved for huge pages, used or not. */
  readonly hugePageBytes: number;
  /** Dirty pages, and pages under writeback. */
  readonly dirtyBytes: number;
  readonly writebackBytes: number;
  /** Memory taken by compressed swap (zswap), and its uncompressed contents. */
  readonly zswapUsedBytes: number;
  readonly zswapStoredBytes: number;
};

export type Pressure = {
  /** Time in which at least one task was stalled. */
  readonly someMicroseconds: number;
  /** Time in which all tasks were stalled; undefined if the kernel does not report it. */
  readonly fullMicroseconds: number | undefined;
};

export type DiskCounters = {
  readonly name: string;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly busyMilliseconds: number;
};

export type InterfaceCounters = {
  readonly name: string;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** In the sum over all, which has what passes several of them once. */
  readonly counted: boolean;
};

export type SystemCounters = {
  readonly hostname: string;
  readonly wallClockMilliseconds: number;
  /** CLOCK_MONOTONIC, which stops while the machine is suspended; the base of all rates. */
  readonly monotonicSeconds: number;
  readonly uptimeSeconds: number | undefined;
  readonly bootTimeSeconds: number | undefined;
  readonly ticksPerSecond: number;
  /** Duration of this reading on its worker thread. */
  readonly scanMilliseconds: number;
  readonly cpuTotal: CpuTimes | undefined;
  readonly cpus: readonly CpuTimes[];
  readonly memory: MemoryCounters | undefined;
  /** Memory taken by zram, and its uncompressed contents; undefined without zram. */
  readonly zram: { readonly usedBytes: number; readonly storedBytes: number } | undefined;
  /** Undefined if not asked for. */
  readonly memoryDetail?: MemoryDetail | undefined;
  readonly load: readonly [number, number, number] | undefined;
  /** Tasks that run or wait for a CPU, without ntop itself. */
  readonly running?: number | undefined;
  readonly pressure: {
    readonly cpu: Pressure | undefined;
    readonly memory: Pressure | undefined;
    readonly io: Pressure | undefined;
  };
  /** Whole disks only: no partitions, nothing that lies on other disks or in memory, so that a sum counts nothing twice. */
  readonly disks: readonly DiskCounters[];
  readonly interfaces: readonly InterfaceCounters[];
  /** Processes created since boot. */
  readonly forks: number | undefined;
  /** Processes that the kernel killed for memory since boot. */
  readonly oomKills?: number | undefined;
};
