import type { DeletedFiles, DeletedOptions } from './disk-table.js';
import type { EventBatch, EventOptions } from './events.js';
import type { Actions, Needs, Probe } from './machine.js';
import type { MemoryProbe } from './memory-detail.js';
import type { Snapshot } from './snapshot.js';
import type { SocketOwner } from './socket-table.js';
import type { WaitProbe } from './wait-facts.js';

/** The users of a machine. */
export interface UserDirectory {
  /** The uid that ntop acts with there. */
  readonly ownUid: number;
  /** The name that the process list shows, by uid and by every name with that uid: those of /etc/passwd. */
  listed(): Promise<ReadonlyMap<string, string>>;
  /** The name of a user who is not listed there, from other sources, which may take seconds; undefined without one. */
  elsewhere(name: string): Promise<string | undefined>;
}

/** What feeds ntop: this machine, another one, or what was recorded of one. A test passes a made-up one. */
export interface Source extends Probe {
  /** All processes that have a socket open now; each was checked again. */
  socketOwners(inode: number): Promise<readonly SocketOwner[]>;
  /** The host name of an address, undefined if it has none. Never rejects. */
  hostName(address: string): Promise<string | undefined>;
  /** What happens, as it happens: of a burst one batch. The first batch comes at once and says what listens. */
  events(options?: EventOptions): AsyncIterable<EventBatch>;
  /** The memory of single processes. */
  readonly memory: MemoryProbe;
  /** Where single tasks wait. */
  readonly waits: WaitProbe;
  readonly users: UserDirectory;
  /** Files without a name that processes hold; no method where processes can't be looked at. */
  deletedOpen?(options?: DeletedOptions): Promise<DeletedFiles>;
  /** Acts on the processes of the source. */
  readonly actions: Actions;
}

/** One sample; or why there is none, as a sentence. */
export type Reading =
  /** `needs` is what was asked for. */
  | { readonly ok: true; readonly snapshot: Snapshot; readonly needs?: Needs }
  | { readonly ok: false; readonly error: string };

/**
 * The samples of a source, at a steady pace and never two at once. The next one is taken when it is asked for and due. A
 * snapshot's columns hold until the second one after it; freeze() keeps one for longer.
 */
export interface Samples extends AsyncIterableIterator<Reading> {
  /** What later samples contain. If it is more than before, the next one comes at once. */
  setNeeds(needs: Needs): void;
  /** The time between samples, counted from the last one. */
  setDelay(seconds: number): void;
  /** Samples before the delay is over, but not so early that rates become inexact. */
  sampleNow(): void;
  /** How long the sample under way has taken, if longer than the delay. */
  overdueSeconds(): number | undefined;
  /** Ends them at once, also for a pending wait. */
  end(): void;
}
