import type { Identity, Refusal } from './identity.js';
import type { MemoryProbe } from './memory-detail.js';
import type { Snapshot } from './snapshot.js';
import type { SocketNeeds, SocketOwner } from './socket-table.js';

/** What must be read for the next frame. What is not shown is not read. */
export type Needs = {
  /** Columns readBytes and writeBytes. */
  readonly io: boolean;
  /** Column text cgroup. */
  readonly cgroup: boolean;
  /** Columns swapBytes, peakResidentBytes and oomScore. */
  readonly memory?: boolean;
  /** The machine's memory in detail. */
  readonly memoryDetail?: boolean;
  /** A row for every thread. */
  readonly threads: boolean;
  /** Slots of processes on the screen, whose command lines are read again. */
  readonly visibleSlots: readonly number[];
  /** Which sockets; none at all when it is left out. */
  readonly sockets?: SocketNeeds | undefined;
  /** State, speed and addresses of the network interfaces. */
  readonly interfaces?: boolean;
  /** Who is logged in: in this sample, or now and then, in one that comes when it has been read. */
  readonly sessions?: 'now' | 'seldom' | undefined;
};

export type Outcome = { readonly ok: true } | Refusal;

/** Scheduling class of ioprio_set(2). */
export type IoClass = 'none' | 'realtime' | 'best-effort' | 'idle';

/** A process that was held open when a dialog opened. Signals reach it or nobody. */
export type Hold = {
  readonly identity: Identity;
  /** The pidfd's number, for the probe only; -1 where the kernel has no pidfd. */
  readonly handle: number;
};

export type OpenFile = {
  readonly fd: number;
  /** regular, directory, socket, pipe, device, anonymous … */
  readonly kind: string;
  readonly path: string;
  /** r, w, rw or empty when unknown. */
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

/** One part of a detail: its value, or why it can't be had (an errno name such as EACCES). */
export type Part<Value> = { readonly value: Value } | { readonly refused: string };

/** What the detail page shows of one process, read on demand. */
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
  readonly limits: Part<readonly Limit[]>;
  readonly threads: Part<readonly ThreadInfo[]>;
  readonly affinity: Part<readonly number[]>;
  readonly ioPriority: Part<{ readonly class: IoClass; readonly level: number }>;
};

/** Reads the machine. A test passes a fake one. */
export interface Probe {
  /** Rejects only when the machine can't be read at all (no /proc); the message is a sentence. */
  sample(needs: Needs): Promise<Snapshot>;
  /** Rejects never: a process that is gone is a refusal. */
  detail(identity: Identity): Promise<{ readonly ok: true; readonly detail: Detail } | Refusal>;
}

/** All of a machine that the screen asks about. */
export interface Machine extends Probe {
  /** Everyone who has a socket open at this moment; each was looked at again. */
  socketOwners(inode: number): Promise<readonly SocketOwner[]>;
  /** The name of an address, undefined when it has none. Rejects never. */
  hostName(address: string): Promise<string | undefined>;
  /** The memory of single processes. */
  readonly memory: MemoryProbe;
}

export type SampleListener = {
  readonly onSample: (snapshot: Snapshot) => void;
  /** The machine can't be read; the text is a sentence. */
  readonly onTrouble: (text: string) => void;
};

/** Takes samples at a steady pace, never two at once. */
export type Sampler = {
  /** Takes the first sample as soon as this turn of the event loop is over; the result ends it for good. */
  start(listener: SampleListener): () => void;
  /** What the samples after this hold. A wish for more than before hurries the next one. */
  setNeeds(needs: Needs): void;
  /** The time from one sample to the next; counts from the last one. */
  setDelay(seconds: number): void;
  /** While paused nothing is sampled or told; what was under way is told on resuming. */
  setPaused(paused: boolean): void;
  /** Does not wait for the delay, but keeps a distance that makes the rates sound. */
  sampleNow(): void;
  /** For how long the sample under way has been waited for, once that is longer than the delay. */
  overdueSeconds(): number | undefined;
};

/**
 * Acts on processes, which may be on another machine. Each action checks the identity, and a stranger under a reused PID
 * is `gone`. Actions are carried out in the order in which they are asked for.
 */
export interface Actions {
  /** Opens a pidfd, then checks that it is the process meant. */
  hold(identity: Identity): Promise<{ readonly ok: true; readonly hold: Hold } | Refusal>;
  release(hold: Hold): void;
  signal(hold: Hold, signal: number): Promise<Outcome>;
  /** The nice value of this moment. */
  nice(identity: Identity): Promise<{ readonly ok: true; readonly nice: number } | Refusal>;
  setNice(identity: Identity, nice: number): Promise<Outcome>;
  setIoPriority(identity: Identity, ioClass: IoClass, level: number): Promise<Outcome>;
  setAffinity(identity: Identity, cpus: readonly number[]): Promise<Outcome>;
}
