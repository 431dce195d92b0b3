import { useEffect, useState } from 'react';
import type { Sampler } from '../model/machine.js';

const LOOK_MILLISECONDS = 1000;
/** Below this a late sample is nothing a person need know. */
const WORTH_SAYING_SECONDS = 2;

/** Seconds by which the sample under way is late, so that old figures are not taken for new ones. */
export function useStale(sampler: Sampler): number | undefined {
  const [stale, setStale] = useState<number>();
  useEffect(() => {
    let shown: number | undefined;
    const timer = setInterval(() => {
      const seconds = sampler.overdueSeconds() ?? 0;
      const next = seconds < WORTH_SAYING_SECONDS ? undefined : Math.floor(seconds);
      // React may render once more even for the value that it has.
      if (next !== shown) setStale(next);
      shown = next;
    }, LOOK_MILLISECONDS);
    return () => clearInterval(timer);
  }, [sampler]);
  return stale;
}
