import type { GroupKind } from './group-table.js';
import type { Identity, Refusal } from './identity.js';
import type { Snapshot } from './snapshot.js';
import type { SocketNeeds } from './socket-table.js';

/** What must be read for the next frame. What is not shown is not read. */
export type Needs = {
  /** Columns readBytes and writeBytes. */
  readonly io: boolean;
  /** Column text cgroup. */
  readonly cgroup: boolean;
  /** Columns swapBytes, peakResidentBytes and oomScore. */
  readonly memory?: boolean;
  /** Columns cpuDelaySeconds, contextSwitches, blockIoDelaySeconds and memoryDelaySeconds. */
  readonly delays?: boolean;
  /** With them, why the last two can't be known. */
  readonly whyNotAllDelays?: boolean;
  /** Column fds. */
  readonly fds?: boolean;
  /** Column fdLimit, of visible processes. */
  readonly fdLimits?: boolean;
  /** Text waitChannel, of visible processes. */
  readonly waitChannel?: boolean;
  /** What others can change about a process that sleeps is read of all: for an order or a filter by it. */
  readonly freshNice?: boolean;
  readonly freshStat?: boolean;
  readonly freshResident?: boolean;
  /** What `memory` has read. */
  readonly freshMemory?: boolean;
  readonly freshCgroup?: boolean;
  /** What `fdLimits` and `waitChannel` have read, of all processes. */
  readonly freshFdLimits?: boolean;
  readonly freshWaitChannel?: boolean;
  /** The machine's memory in detail. */
  readonly memoryDetail?: boolean;
  /** A row for every thread. */
  readonly threads: boolean;
  /** Slots of processes on the screen, whose command lines are read again. */
  readonly visibleSlots: readonly number[];
  /** Which sockets; undefined: none. */
  readonly sockets?: SocketNeeds | undefined;
  /** State, speed and addresses of the network interfaces. */
  readonly interfaces?: boolean;
  /** Logins: read with this sample, or now and then in the background and put into a later one. */
  readonly sessions?: 'now' | 'seldom' | undefined;
  /** What happened since the last sample: processes that started and ended. Listened to while it is needed. */
  readonly events?: boolean;
  /** Block devices with all that is counted of them. */
  readonly devices?: boolean;
  /** Mounted file systems and their space. */
  readonly fileSystems?: boolean;
  /** All sensors; or those that the meters show. */
  readonly sensors?: boolean;
  readonly meterSensors?: boolean;
  /** Control groups, and what of them. */
  readonly groups?: readonly GroupKind[] | undefined;
  /** Groups that are read with them, even if they have no process. */
  readonly groupPaths?: readonly string[] | undefined;
  /** Groups without a process too, as far as there is room. */
  readonly emptyGroups?: boolean;
  /** What limits ntop itself. */
  readonly ownLimits?: boolean;
  /** Units of the service manager: with this sample, or read now and then in the background and put into all later ones. */
  readonly units?: 'now' | 'seldom' | undefined;
};

export type Outcome = { readonly ok: true } | Refusal;

/** Scheduling class of ioprio_set(2). */
export type IoClass = 'none' | 'realtime' | 'best-effort' | 'idle';

/** The needs that are asked for or not. */
export const NEED_FLAGS = [
  ...([
    'io',
    'cgroup',
    'memory',
    'memoryDetail',
    'threads',
    'interfaces',
    'events',
    'ownLimits',
    'emptyGroups',
  ] as const),
  ...(['delays', 'whyNotAllDelays', 'fds', 'fdLimits', 'waitChannel', 'freshWaitChannel'] as const),
  ...(['devices', 'fileSystems'] as const),
  ...(['sensors', 'meterSensors'] as const),
] as const satisfies readonly (keyof Needs)[];

/** Processes alone, without what costs more. */
export const NO_NEEDS: Needs = { io: false, cgroup: false, threads: false, visibleSlots: [] };

/** A process held by a pidfd since a dialog opened. A signal reaches this process or none. */
export type Hold = {
  readonly identity: Identity;
  /** The pidfd, for the probe only; -1 if the kernel has none. */
  readonly handle: number;
};

export type OpenFile = {
  readonly fd: number;
  /** regular, directory, socket, pipe, device, anonymous … */
  readonly kind: string;
  readonly path: string;
  /** It was deleted; the path is its former one. */
  readonly deleted: boolean;
  /** False: the file system that it is on, such as a dead server's, says nothing, so that its kind is unknown. */
  readonly answers: boolean;
  /** r, w, rw, or empty if unknown. */
  readonly mode: string;
  readonly position: number | undefined;
};

export type Limit = { readonly name: string; readonly soft: string; readonly hard: string; readonly unit: string };

export type ThreadInfo = {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly cpuSeconds: number;
};

/** One part of a detail: its value, or why it can't be read (an errno name such as EACCES). */
export type Part<Value> = { readonly value: Value } | { readonly refused: string };

/** What the detail page shows about one process, read on demand. */
export type Detail = {
  readonly commandLine: Part<readonly string[]>;
  readonly executable: Part<string>;
  /** The file behind the running program was deleted or replaced. */
  readonly executableDeleted: boolean;
  readonly workingDirectory: Part<string>;
  readonly root: Part<string>;
  readonly cgroup: Part<string>;
  readonly environment: Part<readonly string[]>;
  readonly openFiles: Part<readonly OpenFile[]>;
  /** How many there are; of very many only the first are listed. */
  readonly openFileTotal: number;
  readonly limits: Part<readonly Limit[]>;
  readonly threads: Part<readonly ThreadInfo[]>;
  readonly threadTotal: number;
  readonly affinity: Part<readonly number[]>;
  readonly ioPriority: Part<{ readonly class: IoClass; readonly level: number }>;
};

/** Reads the machine. A test passes a fake one. */
export interface Probe {
  /** Rejects only if the machine can't be read at all (no /proc); the message is a sentence. */
  sample(needs: Needs): Promise<Snapshot>;
  /** Never rejects: a process that is gone is a refusal. */
  detail(identity: Identity): Promise<{ readonly ok: true; readonly detail: Detail } | Refusal>;
}

/**
 * Acts on processes, which may be on another machine. Each action checks the identity; a reused PID
 * is `gone`. Actions are carried out in the order of the calls.
 */
export interface Actions {
  /** Opens a pidfd, then checks that it refers to this process. */
  hold(identity: Identity): Promise<{ readonly ok: true; readonly hold: Hold } | Refusal>;
  release(hold: Hold): void;
  signal(hold: Hold, signal: number): Promise<Outcome>;
  /** The current nice value. */
  nice(identity: Identity): Promise<{ readonly ok: true; readonly nice: number } | Refusal>;
  setNice(identity: Identity, nice: number): Promise<Outcome>;
  setIoPriority(identity: Identity, ioClass: IoClass, level: number): Promise<Outcome>;
  setAffinity(identity: Identity, cpus: readonly number[]): Promise<Outcome>;
}
