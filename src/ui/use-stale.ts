import { useEffect, useRef, useState } from 'react';
import type { Sampler } from '../model/machine/machine.js';

/** So long without a new sample, and then each second, somebody looks whether one is late: seldom, while all come. */
const QUIET_MILLISECONDS = 1500;
const LOOK_MILLISECONDS = 1000;
/** Below this a late sample is nothing a person need know. */
const WORTH_SAYING_SECONDS = 2;

/** Seconds by which the sample after this one is late, so that old figures are not taken for new ones. */
export function useStale(sampler: Sampler, sample: unknown): number | undefined {
  const [stale, setStale] = useState<number>();
  const shown = useRef<number>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each sample begins the wait anew.
  useEffect(() => {
    const look = () => {
      const seconds = sampler.overdueSeconds() ?? 0;
      const next = seconds < WORTH_SAYING_SECONDS ? undefined : Math.floor(seconds);
      // React may render once more even for the value that it has.
      if (next !== shown.current) setStale(next);
      shown.current = next;
    };
    const lookOn = () => {
      look();
      timer = setTimeout(lookOn, LOOK_MILLISECONDS);
    };
    let timer = setTimeout(lookOn, QUIET_MILLISECONDS);
    look();
    return () => clearTimeout(timer);
  }, [sampler, sample]);
  return stale;
}
