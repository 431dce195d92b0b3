import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from '../../model/machine/machine.js';
import { addon } from '../../probe/addon.js';
import { NtopError } from '../errors.js';

/** Where the kernel can't tell when something happens, it is asked again after this long, twice that, and so on. */
const SHORTEST_MILLISECONDS = 1;
const LONGEST_MILLISECONDS = 40;

/** What says that there are no descriptors left, for now. */
const TOO_MANY = ['EMFILE', 'ENFILE'];

/** The exit status, or a signal's number below zero; null when nobody may know it. */
export type ExitCode = number | null;

/**
 * Waits until a process has ended and its parent, if that is not us, was told. Takes nothing away from Node, which waits
 * for its own children. Rejects with the signal's reason.
 */
export async function waitForExit(identity: Identity, signal: AbortSignal): Promise<ExitCode> {
  signal.throwIfAborted();
  // Without pidfds, or descriptors for them, it ends with the process.
  for (const pause of pauses()) {
    const held = addon().hold(identity);
    if (held.ok && held.handle >= 0) return await untilEnd(held.handle, signal);
    if (!held.ok && held.gone) return null;
    if (!held.ok && !TOO_MANY.includes(held.code)) throw new NtopError(held.code, `wait: ${held.code}`, identity);
    await sleep(pause, undefined, { signal });
  }
  return null;
}

/** The same without waiting: undefined while it runs. */
export function exitNow(identity: Identity): ExitCode | undefined {
  const held = addon().hold(identity);
  if (!held.ok) return held.gone ? null : undefined;
  if (held.handle < 0) return undefined;
  try {
    const { code, reaped } = addon().exitOf(held.handle);
    return code ?? (reaped ? null : undefined);
  } finally {
    addon().release(held.handle);
  }
}

/** Closes the handle in the end; also if this thread is ended meanwhile, which is why there is no pause before the watch. */
async function untilEnd(handle: number, signal: AbortSignal): Promise<ExitCode> {
  const end = new AbortController();
  const watch = addon().watchExit(handle, () => end.abort());
  try {
    if (typeof watch !== 'number' && !addon().exitOf(handle).ended) await once(end.signal, 'abort', { signal });
    return await codeOf(handle, signal);
  } finally {
    if (typeof watch === 'number') addon().release(handle);
    else addon().unwatchExit(watch);
  }
}

/** Waits for the parent of a zombie, who may take its time. */
async function codeOf(handle: number, signal: AbortSignal): Promise<ExitCode> {
  for (const pause of pauses()) {
    const { code, reaped } = addon().exitOf(handle);
    if (code !== undefined) return code;
    if (reaped) return null;
    await sleep(pause, undefined, { signal });
  }
  return null;
}

function* pauses(): Generator<number, never> {
  for (let pause = SHORTEST_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_MILLISECONDS)) yield pause;
}
