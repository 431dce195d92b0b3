import type { Sampler } from '../model/machine/machine.js';

/** So long after a sample, and then each second, it is looked whether the next is late: seldom, while all come. */
const QUIET_MILLISECONDS = 1500;
const LOOK_MILLISECONDS = 1000;
/** A sample that is less late than this is not worth a word. */
const WORTH_SAYING_SECONDS = 2;

export type StaleWatch = {
  /** Seconds by which the next sample is late, so that old figures are not taken for new ones. */
  readonly seconds: number | undefined;
  /** A sample has come. */
  sampled(): void;
  stop(): void;
};

/** Watches for samples that are late; `onChange` is called when there is something else to say of it. */
export function watchStale(sampler: Sampler, onChange: () => void): StaleWatch {
  let seconds: number | undefined;
  let timer: NodeJS.Timeout;

  function look(): void {
    const late = sampler.overdueSeconds() ?? 0;
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
