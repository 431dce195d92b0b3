import type { InterfaceReading } from './interface-reading.js';
import type { MemoryDetail } from './memory-detail.js';
import type { LoginReading } from './session-table.js';
import type { SocketTable } from './socket-table.js';

/**
 * What one reading of the machine holds: counters only, in the kernel's own meaning. Rates, percentages and
 * order are the model's work. A number the kernel did not give is NaN in a column and undefined elsewhere.
 */
export type Snapshot = {
  readonly system: SystemCounters;
  readonly processes: ProcessTable;
  /** When they were asked for: the sockets, or a sentence that says why they can't be read. */
  readonly sockets?: SocketTable | { readonly trouble: string } | undefined;
  /** When they were asked for and could be read. */
  readonly interfaces?: readonly InterfaceReading[] | undefined;
  /** When it was asked for: who is logged in. May have been read a little earlier than the processes. */
  readonly sessions?: LoginReading | undefined;
};

/**
 * Processes (and threads, when asked for) as typed columns. A process keeps its slot for life; a slot whose
 * `serial` is 0 is empty. Two snapshots speak of the same process exactly when the serials in a slot agree.
 */
export type ProcessTable = {
  /** One past the highest slot in use. */
  readonly slots: number;
  /** How many slots hold a process or thread. */
  readonly count: number;
  readonly columns: ProcessColumns;
  /** Text by slot, as the kernel has it and not yet safe for a terminal. Holds for the newest snapshot only. */
  readonly texts: ProcessTexts;
  /** Names by user id; a user without a passwd entry is missing. */
  readonly userNames: ReadonlyMap<number, string>;
};

export type ProcessColumns = {
  /** Names one process lifetime as long as ntop runs; never given twice. 0: the slot is empty. */
  readonly serial: Float64Array;
  /** The thread's id in a thread's row. */
  readonly pid: Int32Array;
  /** The process a thread belongs to; equals pid in a process's row. */
  readonly threadGroupId: Int32Array;
  readonly ppid: Int32Array;
  readonly processGroupId: Int32Array;
  readonly sessionId: Int32Array;
  /** Device number of the controlling terminal, 0 for none. */
  readonly terminalDevice: Int32Array;
  readonly priority: Int32Array;
  readonly nice: Int32Array;
  readonly threads: Int32Array;
  /** The CPU it last ran on. */
  readonly processor: Int32Array;
  /** Effective user id. */
  readonly uid: Uint32Array;
  /** PF_* of the kernel; 0x200000 marks a kernel thread. */
  readonly flags: Uint32Array;
  /** The letter of proc_pid_stat(5), as a character code. */
  readonly state: Uint8Array;
  /** Start time since boot. With the PID it names one process, but for reuse within one tick. */
  readonly startTicks: Float64Array;
  /** Inode of its pidfd, which is never reused (Linux 6.9); 0 where the kernel has none. */
  readonly pidfdInode: Float64Array;
  /** User and system time used so far. */
  readonly cpuSeconds: Float64Array;
  readonly virtualBytes: Float64Array;
  readonly residentBytes: Float64Array;
  readonly sharedBytes: Float64Array;
  readonly minorFaults: Float64Array;
  readonly majorFaults: Float64Array;
  /** Storage traffic; NaN when not asked for or not permitted. */
  readonly readBytes: Float64Array;
  readonly writeBytes: Float64Array;
  /** Three that are NaN when not asked for. Memory in swap. */
  readonly swapBytes: Float64Array;
  /** The most that residentBytes ever was. */
  readonly peakResidentBytes: Float64Array;
  /** Who has the most is killed first when memory runs out; from 0 to 2000. */
  readonly oomScore: Float64Array;
};

/**
 * Bytes that are not UTF-8 come as lone surrogates U+DC80 to U+DCFF, so that nothing is lost.
 */
export type ProcessTexts = {
  /** The kernel's name of the task, at most 15 bytes for programs. */
  readonly name: readonly string[];
  /** Arguments, each ended by NUL as in /proc/PID/cmdline; empty for kernel threads and zombies. */
  readonly commandLine: readonly string[];
  /** Path of its control group; empty when not asked for or unknown. */
  readonly cgroup: readonly string[];
};

export type CpuTimes = {
  /** The kernel's number of the CPU; numbers may have gaps. */
  readonly id: number;
  /** Seconds since boot. As the kernel has it, user contains guest and nice contains guestNice. */
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
  /** Page cache and reclaimable slab, as free(1) counts it; contains sharedBytes. */
  readonly cachedBytes: number;
  readonly sharedBytes: number;
  readonly slabBytes: number;
  readonly swapTotalBytes: number;
  readonly swapFreeBytes: number;
  /** In swap and, unchanged, in memory too. */
  readonly swapCachedBytes: number;
  /** What the kernel holds for itself: slab that it can't give back, stacks, page tables, what each CPU has. */
  readonly unreclaimableSlabBytes: number;
  readonly kernelStackBytes: number;
  readonly pageTableBytes: number;
  readonly perCpuBytes: number;
  /** Set aside for huge pages, in use or not. */
  readonly hugePageBytes: number;
  /** Waiting to be written to storage, and being written. */
  readonly dirtyBytes: number;
  readonly writebackBytes: number;
  /** Memory that compressed swap (zswap) takes, and what was put into it. */
  readonly zswapUsedBytes: number;
  readonly zswapStoredBytes: number;
};

export type Pressure = {
  /** Time in which at least one task was stalled. */
  readonly someMicroseconds: number;
  /** Time in which all were; undefined where the kernel does not say. */
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
};

export type SystemCounters = {
  readonly hostname: string;
  readonly wallClockMilliseconds: number;
  /** A clock that only goes forward and stands still while the machine is suspended: rates divide by it. */
  readonly monotonicSeconds: number;
  readonly uptimeSeconds: number | undefined;
  readonly bootTimeSeconds: number | undefined;
  readonly ticksPerSecond: number;
  /** What this reading took, on its worker thread. */
  readonly scanMilliseconds: number;
  readonly cpuTotal: CpuTimes | undefined;
  readonly cpus: readonly CpuTimes[];
  readonly memory: MemoryCounters | undefined;
  /** Memory that zram holds, and what was put into it; undefined without zram. */
  readonly zram: { readonly usedBytes: number; readonly storedBytes: number } | undefined;
  /** Missing when not asked for. */
  readonly memoryDetail?: MemoryDetail | undefined;
  readonly load: readonly [number, number, number] | undefined;
  readonly pressure: {
    readonly cpu: Pressure | undefined;
    readonly memory: Pressure | undefined;
    readonly io: Pressure | undefined;
  };
  /** Whole disks only: no partitions, no loop, dm, md or zram, so that a sum counts nothing twice. */
  readonly disks: readonly DiskCounters[];
  readonly interfaces: readonly InterfaceCounters[];
  /** Processes created since boot. */
  readonly forks: number | undefined;
};
