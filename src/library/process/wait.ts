import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from '../../model/machine/identity.js';
import { addon } from '../../probe/addon.js';
import type { KeptHandle, NativeExit } from '../../probe/process-calls.js';
import { NtopError } from '../errors.js';

/** Where the kernel can't signal that something happens, it is asked again after this long, twice that, and so on. */
const SHORTEST_MILLISECONDS = 1;
const LONGEST_MILLISECONDS = 40;

/** What says that there are no descriptors left, for now. */
const TOO_MANY = ['EMFILE', 'ENFILE'];

/** Node reaps a child of its own within a turn or two of the loop; after so many it is none of Node's. */
const MOST_TURNS = 30;

const GONE: NativeExit = { ended: true, reaped: true, own: false };

/** The exit status, or a signal's number below zero; null when it can't be known. */
export type ExitCode = number | null;

/** The end of one process, to wait for. Takes nothing away from Node, which reaps its own children. */
export class ProcessEnd {
  readonly #identity: Identity;
  /** Of a child of ours: Node may reap it between two calls, and then only a pidfd has how it ended. */
  #kept: KeptHandle | undefined;

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  /** How the process has ended; undefined while it runs, and of another's child until that parent has reaped it. */
  now(): NativeExit | undefined {
    const exit = this.#look();
    return exit !== undefined && isKnown(exit) ? exit : undefined;
  }

  /** Waits for that. Rejects with the signal's reason. */
  async wait(signal: AbortSignal): Promise<NativeExit> {
    signal.throwIfAborted();
    // Without pidfds, or descriptors for them, it ends with the process.
    for (const pause of pauses()) {
      const held = addon().hold(this.#identity);
      if (held.ok && held.handle >= 0) return await untilEnd(held.handle, signal);
      if (!held.ok && held.gone) return this.#kept === undefined ? GONE : addon().exitOf(this.#kept);
      if (!held.ok && !TOO_MANY.includes(held.code))
        throw new NtopError(held.code, `wait: ${held.code}`, this.#identity);
      await sleep(pause, undefined, { signal });
    }
    return GONE;
  }

  /** Waits until Node has reaped a child of ours. */
  async reaped({ code, reaped }: NativeExit, signal: AbortSignal): Promise<ExitCode> {
    let turns = 0;
    for (const pause of pauses()) {
      if (reaped || turns === MOST_TURNS) break;
      await sleep(pause, undefined, { signal });
      turns += 1;
      const exit = this.#look();
      reaped = exit?.reaped ?? false;
      code ??= exit?.code;
    }
    if (this.#kept !== undefined) addon().dropHandle(this.#kept);
    this.#kept = undefined;
    return code ?? null;
  }

  /** undefined when it can't be asked. */
  #look(): NativeExit | undefined {
    if (this.#kept !== undefined) return addon().exitOf(this.#kept);
    const held = addon().hold(this.#identity);
    if (!held.ok) return held.gone ? GONE : undefined;
    if (held.handle < 0) return undefined;
    const exit = addon().exitOf(held.handle);
    if (exit.own) this.#kept = addon().keepHandle(held.handle);
    else addon().release(held.handle);
    return exit;
  }
}

function isKnown({ code, reaped }: NativeExit): boolean {
  return code !== undefined || reaped;
}

/** Closes the handle in the end; also if this thread is ended meanwhile, which is why there is no pause before the watch. */
async function untilEnd(handle: number, signal: AbortSignal): Promise<NativeExit> {
  const end = new AbortController();
  const watch = addon().watchExit(handle, () => end.abort());
  try {
    if (typeof watch !== 'number' && !addon().exitOf(handle).ended) await once(end.signal, 'abort', { signal });
    return await untilKnown(handle, signal);
  } finally {
    if (typeof watch === 'number') addon().release(handle);
    else addon().unwatchExit(watch);
  }
}

/** Waits for the parent of a zombie, which may take its time. */
async function untilKnown(handle: number, signal: AbortSignal): Promise<NativeExit> {
  for (const pause of pauses()) {
    const exit = addon().exitOf(handle);
    if (isKnown(exit)) return exit;
    await sleep(pause, undefined, { signal });
  }
  return GONE;
}

function* pauses(): Generator<number, never> {
  for (let pause = SHORTEST_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_MILLISECONDS)) yield pause;
}
