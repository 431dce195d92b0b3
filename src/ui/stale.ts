import type { Samples } from '../model/machine/source.js';

/** After a sample the next is checked for being late after this time, and then each second. */
const QUIET_MILLISECONDS = 1500;
const LOOK_MILLISECONDS = 1000;
/** A shorter delay is not shown. */
const WORTH_SAYING_SECONDS = 2;

export type StaleWatch = {
  /** How late the next sample is, so that old values are not taken for new ones. */
  readonly seconds: number | undefined;
  /** A sample has arrived. */
  sampled(): void;
  stop(): void;
};

/** Watches for late samples; `onChange` is called when the delay to show changes. */
export function watchStale(samples: Samples, onChange: () => void): StaleWatch {
  let seconds: number | undefined;
  let timer: NodeJS.Timeout;

  function look(): void {
    const late = samples.overdueSeconds() ?? 0;
    const next = late < WORTH_SAYING_SECONDS ? undefined : Math.floor(late);
    const changed = next !== seconds;
    seconds = next;
    if (changed) onChange();
  }

  function lookOn(): void {
    look();
    wait(LOOK_MILLISECONDS);
  }

  function wait(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(lookOn, milliseconds);
  }

  wait(QUIET_MILLISECONDS);
  return {
    get seconds() {
      return seconds;
    },
    sampled() {
      seconds = undefined;
      wait(QUIET_MILLISECONDS);
    },
    stop: () => clearTimeout(timer),
  };
}
