import type { Identity, Refusal } from '../model/machine/identity.js';
import type { Actions, Hold, IoClass } from '../model/machine/machine.js';
import { LAST_SIGNAL } from '../model/processes/signals.js';
import { type Addon, addon } from './addon.js';
import type { Calls } from './calls.js';

/** By the kernel's number: see ioprio_set(2). */
export const IO_CLASSES: readonly IoClass[] = ['none', 'realtime', 'best-effort', 'idle'];
const MOST_CPUS = 1 << 16;

/** What acts on processes: the addon, here or on another machine. */
export type ActionCalls = Calls<
  Pick<Addon, 'hold' | 'release' | 'signal' | 'nice' | 'setNice' | 'setIoPriority' | 'setAffinity'>
>;

/**
 * Acts on processes of a machine. Every action checks the identity before, and afterwards that the process still
 * exists; codes are errno names (EPERM, ESRCH, EINVAL …). Rejects only if the addon is missing.
 */
export function createActions(native: () => ActionCalls = addon): Actions {
  const open = new WeakSet<Hold>();
  return {
    async hold(identity) {
      if (!isIdentity(identity)) return INVALID;
      const held = await native().hold(identity);
      if (!held.ok) return held;
      const hold: Hold = { identity, handle: held.handle };
      open.add(hold);
      return { ok: true, hold };
    },
    release(hold) {
      // The descriptor number may be reused once it is closed, so it is closed only once.
      if (open.delete(hold)) void native().release(hold.handle);
    },
    async signal(hold, signal) {
      if (!open.has(hold)) return { ok: false, code: 'EBADF', gone: false };
      if (!isWhole(signal, 1, LAST_SIGNAL)) return INVALID;
      return native().signal(hold.handle, hold.identity, signal);
    },
    async nice(identity) {
      return isIdentity(identity) ? native().nice(identity) : INVALID;
    },
    async setNice(identity, nice) {
      return isIdentity(identity) && isWhole(nice, -20, 19) ? native().setNice(identity, nice) : INVALID;
    },
    async setIoPriority(identity, ioClass, level) {
      if (!isIdentity(identity) || !isWhole(level, 0, 7)) return INVALID;
      // Only these two classes have levels.
      const usedLevel = ioClass === 'realtime' || ioClass === 'best-effort' ? level : 0;
      return native().setIoPriority(identity, IO_CLASSES.indexOf(ioClass), usedLevel);
    },
    async setAffinity(identity, cpus) {
      const valid = isIdentity(identity) && cpus.every((cpu) => isWhole(cpu, 0, MOST_CPUS - 1));
      return valid ? native().setAffinity(identity, cpus) : INVALID;
    },
  };
}

const INVALID: Refusal = { ok: false, code: 'EINVAL', gone: false };

/** PIDs of 0 and below mean process groups or all processes, so they are refused here. */
function isIdentity({ pid, startTicks, pidfdInode }: Identity): boolean {
  return isWhole(pid, 1, 2 ** 31 - 1) && startTicks >= 0 && pidfdInode >= 0;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
