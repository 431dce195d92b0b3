import type { PastMark } from '../list/part.js';
import { type Happening, isEnd } from './happening.js';

/** Ports, logins, and ends that were no success, but for what the kernel told of ends: the samples have that themselves. */
export function marksOf(events: readonly Happening[]): readonly PastMark[] {
  return events.flatMap((event) => {
    const kind = kindOf(event);
    return kind === undefined ? [] : [{ wallMilliseconds: event.wallClockMilliseconds, kind }];
  });
}

function kindOf(event: Happening): PastMark['kind'] | undefined {
  if (event.port !== undefined) return 'port';
  if (event.login !== undefined) return 'login';
  if (event.source !== 'samples' && event.source !== 'vmstat') return undefined;
  if (event.event === 'oomKilled') return 'oomKilled';
  const hasFailed = event.event === 'crashed' || (event.exitStatus !== undefined && event.exitStatus !== 0);
  return isEnd(event) && hasFailed ? 'failed' : undefined;
}
