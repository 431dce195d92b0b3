import { useEffect, useState } from 'react';
import type { SampleSource } from './effects.js';

const LOOK_MILLISECONDS = 1000;
/** Below this a late sample is nothing a person need know. */
const WORTH_SAYING_SECONDS = 2;

/** Seconds by which the sample under way is late, so that old figures are not taken for new ones. */
export function useStale(sampler: SampleSource): number | undefined {
  const [stale, setStale] = useState<number>();
  useEffect(() => {
    const timer = setInterval(() => {
      const seconds = sampler.overdueSeconds() ?? 0;
      setStale(seconds < WORTH_SAYING_SECONDS ? undefined : Math.floor(seconds));
    }, LOOK_MILLISECONDS);
    return () => clearInterval(timer);
  }, [sampler]);
  return stale;
}
