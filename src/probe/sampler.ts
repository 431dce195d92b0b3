import type { Needs, Probe, SampleListener, Sampler } from '../model/machine/machine.js';
import { NO_NEEDS } from '../model/machine/machine.js';
import { SOCKET_KINDS } from '../model/machine/socket-table.js';

export type SamplerOptions = {
  readonly delaySeconds: number;
  readonly needs?: Needs;
  /** The time of an earlier sample, by the clock of `now`; the next is due a delay later. */
  readonly lastSample?: number;
  /** A monotonic clock in milliseconds and its timers; a test passes its own. */
  readonly now?: () => number;
  readonly setTimer?: (run: () => void, milliseconds: number) => unknown;
  readonly clearTimer?: (timer: unknown) => void;
};

/** CPU time is counted in ticks of 10 ms: over a shorter time rates would be noise. */
const LEAST_GAP_MILLISECONDS = 250;
const KINDS = ['io', 'cgroup', 'memory', 'memoryDetail', 'threads', 'interfaces'] as const;
/** Any other request for sockets counts as more: fewer kinds can mean more of one. */
const SOCKET_NEEDS = [...SOCKET_KINDS, 'listeningOnly', 'counters', 'owners', 'allOwners'] as const;

/**
 * Takes a sample every delay, never two at a time. Late samples are skipped, not caught up. Each snapshot is delivered:
 * its columns are valid only until the second one after it.
 */
export function createSampler(probe: Probe, options: SamplerOptions): Sampler {
  const { now = () => performance.now(), setTimer = startTimeout, clearTimer = stopTimeout } = options;
  let { needs = NO_NEEDS } = options;
  let delayMilliseconds = options.delaySeconds * 1000;
  let listener: SampleListener | undefined;
  let timer: unknown;
  let paused = false;
  let hurried = false;
  /** When the last sample was due, and began. */
  let lastTick = options.lastSample ?? Number.NEGATIVE_INFINITY;
  let began: number | undefined;
  let untold: (() => void) | undefined;

  const schedule = () => {
    if (timer !== undefined) clearTimer(timer);
    timer = undefined;
    if (paused || began !== undefined || listener === undefined) return;
    const gap = hurried ? Math.min(LEAST_GAP_MILLISECONDS, delayMilliseconds) : delayMilliseconds;
    timer = setTimer(tick, Math.max(0, lastTick + gap - now()));
  };
  const tick = () => {
    timer = undefined;
    // Ticks stay on the grid of the clock, so that a timer that fires late does not delay all later ones.
    const late = now() - (lastTick + delayMilliseconds);
    lastTick = late > 0 && late < delayMilliseconds ? now() - late : now();
    hurried = false;
    began = now();
    probe.sample(needs).then(
      (snapshot) => finish(() => listener?.onSample(snapshot)),
      (error: unknown) => finish(() => listener?.onTrouble(error instanceof Error ? error.message : String(error))),
    );
  };
  const finish = (tell: () => void) => {
    began = undefined;
    if (paused) untold = tell;
    else tell();
    schedule();
  };
  const hurry = () => {
    hurried = true;
    schedule();
  };

  return {
    start(given) {
      listener = given;
      schedule();
      return () => {
        listener = undefined;
        schedule();
      };
    },
    setNeeds(wanted) {
      const more = asksForMore(needs, wanted);
      needs = wanted;
      if (more) hurry();
    },
    setDelay(seconds) {
      delayMilliseconds = seconds * 1000;
      schedule();
    },
    setPaused(pause) {
      paused = pause;
      if (!paused) {
        untold?.();
        untold = undefined;
      }
      schedule();
    },
    sampleNow: hurry,
    overdueSeconds() {
      const waited = began === undefined ? 0 : now() - began;
      return waited > delayMilliseconds ? waited / 1000 : undefined;
    },
  };
}

function asksForMore({ sockets: before, ...one }: Needs, { sockets: after, ...other }: Needs): boolean {
  if (other.sessions === 'now' && one.sessions !== 'now') return true;
  if (KINDS.some((kind) => other[kind] && !one[kind])) return true;
  return after !== undefined && SOCKET_NEEDS.some((need) => after[need] !== before?.[need]);
}

function startTimeout(run: () => void, milliseconds: number): unknown {
  return setTimeout(run, milliseconds);
}

function stopTimeout(timer: unknown): void {
  clearTimeout(timer as NodeJS.Timeout);
}
