import type { Identity, Refusal } from './identity.js';
import type { Part } from './machine.js';

/** Where one task waits. ENODATA: it does not wait, is in no system call, or that must not be known. */
export type WaitFacts = {
  /** The kernel's function in which it sleeps. */
  readonly waitChannel: Part<string>;
  /** The name of the system call that it is in, or its number. */
  readonly systemCall: Part<string>;
  /** Functions of the kernel, the innermost first. */
  readonly stack: Part<readonly string[]>;
  /** Where the file of that call lies, as the process sees it; undefined if unknown. Not safe for a terminal. */
  readonly mountPoint: string | undefined;
  /** nfs4, fuse.sshfs, ext4 … */
  readonly fileSystem: string | undefined;
  /** MAJOR:MINOR of that file system, as in FileSystem. */
  readonly deviceNumber?: string | undefined;
};

export type WaitReading = ({ readonly ok: true } & WaitFacts) | Refusal;

/** A process, or one of its threads. */
export type WaitingTask = { readonly identity: Identity; readonly thread: number };

/** Reads where single tasks wait, in the background. Each call checks the identities and never rejects. */
export interface WaitProbe {
  /** In the order of the tasks. */
  facts(tasks: readonly WaitingTask[]): Promise<readonly WaitReading[]>;
}
