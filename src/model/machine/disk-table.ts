import type { Identity } from './identity.js';

/** What a block device is. `raid` is md; `dm` all that device mapper makes, such as LVM, crypt and multipath. */
export const DEVICE_KINDS = ['disk', 'partition', 'raid', 'dm', 'loop', 'zram', 'other'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** An md device, in the words of /sys/block/NAME/md. */
export type RaidReading = {
  /** raid1, raid5, linear … */
  readonly level: string;
  /** clean, active, inactive … */
  readonly state: string;
  /** Members it should have, and how many of them are missing or have failed. */
  readonly members: number;
  readonly missing: number;
  /** idle, resync, recover, check …; undefined for levels that have none. */
  readonly action: string | undefined;
  /** How far the action is, 0 to 1; NaN if there is none or it is unknown. */
  readonly progress: number;
};

/**
 * A block device: facts, and the kernel's counters since it is there. Numbers are NaN where unknown; counters do not fall
 * during the lifetime of a device, also where the kernel's own begin again at 0 after 32 bits. Texts are not safe for a
 * terminal.
 */
export type BlockDevice = {
  /** Unique per lifetime of a device while ntop runs: one that comes back under its name has another. */
  readonly serial: number;
  /** As in /proc/diskstats: sda1, dm-0, cciss/c0d0. */
  readonly name: string;
  /** MAJOR:MINOR, unique among the devices of a reading; that of FileSystem is the same. */
  readonly deviceNumber: string;
  readonly kind: DeviceKind;
  /** Names of what it is made of: the disk of a partition; members of a raid, of a volume. Empty for the rest. */
  readonly parents: readonly string[];
  /** Its traffic counts in the sum over all: it is made of nothing else, nor in memory, nor a second way to a disk. */
  readonly counted: boolean;
  /** The name that people gave it: of a dm device (vg-root) or an md one. */
  readonly label: string | undefined;
  readonly raid: RaidReading | undefined;
  /** The file of a loop device, in the kernel's words: once deleted, it ends with " (deleted)". Undefined without one. */
  readonly backingFile: string | undefined;
  readonly model: string | undefined;
  /** The I/O scheduler that it uses, such as mq-deadline, or none; undefined where it can have none. */
  readonly scheduler: string | undefined;
  readonly rotational: boolean | undefined;
  readonly readOnly: boolean | undefined;
  readonly sizeBytes: number;
  readonly reads: number;
  readonly writes: number;
  readonly discards: number;
  readonly flushes: number;
  /** Of these, those that were joined to others. */
  readonly mergedReads: number;
  readonly mergedWrites: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly discardBytes: number;
  /** What requests took, summed up. */
  readonly readMilliseconds: number;
  readonly writeMilliseconds: number;
  readonly discardMilliseconds: number;
  readonly flushMilliseconds: number;
  /** Requests that are under way now: the one number here that falls. */
  readonly inFlight: number;
  /** Time in which at least one request was under way. */
  readonly busyMilliseconds: number;
  /** Time multiplied by the requests that were under way: per millisecond, the length of the queue. */
  readonly weightedMilliseconds: number;
  /** Requests that the device (SCSI, SATA, USB) failed. */
  readonly errors: number;
};

/**
 * A file system that is mounted, however often; and once more a directory of it that is mounted and has a quota of its own
 * (prjquota). Numbers are NaN where unknown, as all of one that gives no answer and never
 * did; after an answer the last known ones stay. Texts are not safe for a terminal.
 */
export type FileSystem = {
  /** Unique per lifetime of a file system (from its first mount to its last unmount) while ntop runs. */
  readonly serial: number;
  /** The mount that stands for it, as in df: one of the whole file system before a bind mount, then the shortest path. */
  readonly mountPoint: string;
  /** The other mounts of it. */
  readonly otherMounts: readonly string[];
  /** MAJOR:MINOR. Of what has no block device, or several (btrfs), the major number is 0. */
  readonly deviceNumber: string;
  /** What is mounted: /dev/sda1, server:/path, tmpfs. */
  readonly source: string;
  readonly type: string;
  /** What of it is mounted there: / for the whole. It may have been deleted since. */
  readonly root: string;
  readonly rootDeleted: boolean;
  /** Of the mount, then of the file system, each joined by commas. */
  readonly options: string;
  readonly superOptions: string;
  /** By the mount or the whole file system. */
  readonly readOnly: boolean;
  /** Mounted to be written, and made read-only since by the kernel after an error. */
  readonly becameReadOnly: boolean;
  /** Errors that it has noted about itself (ext4). */
  readonly errors: number;
  /** It has no space of its own, as proc has none, and df shows it only with -a; undefined if unknown. */
  readonly pseudo: boolean | undefined;
  readonly totalBytes: number;
  /** What is not free, even for root. */
  readonly usedBytes: number;
  /** Free for everyone. */
  readonly availableBytes: number;
  /** Free for root only. */
  readonly reservedBytes: number;
  /** NaN where inodes are made as needed. */
  readonly inodes: number;
  readonly usedInodes: number;
  /** How long it has given no answer, if it does not now: a dead server, a stopped FUSE. The sizes are the last known. */
  readonly unansweredSeconds: number | undefined;
  /** An errno name if its sizes were refused (EACCES), or its mount lies below another one (ENOENT). */
  readonly refused: string | undefined;
};

export const SWAP_KINDS = ['file', 'partition'] as const;

/** Where memory goes that is not used; a partition is any block device. The text is not safe for a terminal. */
export type SwapDevice = {
  /** Its path, in the kernel's words: that of a deleted file ends with " (deleted)". */
  readonly name: string;
  readonly kind: (typeof SWAP_KINDS)[number];
  readonly sizeBytes: number;
  readonly usedBytes: number;
  /** The highest is filled first, equal ones in turns. */
  readonly priority: number;
};

/** A process that holds a file, by a descriptor or, without one, mapped into its memory. */
export type FileHolder = {
  readonly identity: Identity;
  readonly name: string;
  readonly fd: number | undefined;
};

/** A file without a name, which takes space for as long as a process has it open. */
export type DeletedFile = {
  /** MAJOR:MINOR of its file system: that of FileSystem, except for subvolumes (btrfs). */
  readonly deviceNumber: string;
  readonly inode: number;
  /** The space it takes. */
  readonly bytes: number;
  /** Its length, which may be more. */
  readonly lengthBytes: number;
  /** Its former path, as the process saw it. */
  readonly path: string;
  readonly holders: readonly FileHolder[];
};

export type DeletedFiles = {
  /** The largest first. */
  readonly files: readonly DeletedFile[];
  /** Processes that were looked at, and those that could not be: not permitted, or a file system gave no answer. */
  readonly processes: number;
  readonly notPermitted: number;
  readonly notAnswered: number;
};

export type DeletedOptions = {
  /** Ends the walk, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then: how many processes of how many were looked at. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
};
