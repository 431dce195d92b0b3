import type { Needs } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { UnitReading } from '../model/machine/unit-reading.js';

/** Reads the units of the service manager in the background, seldom. */
export type UnitReader = { complete(snapshot: Snapshot, need: Needs['units']): Promise<Snapshot> };

const SELDOM_MILLISECONDS = 10_000;
/** Where there is no service manager, or it does not answer. */
const ABSENT_MILLISECONDS = 60_000;

/** `now` is a monotonic clock in milliseconds. */
export function createUnitReader(read: () => Promise<UnitReading>, now = () => performance.now()): UnitReader {
  let last: UnitReading | undefined;
  let due = 0;
  let underWay: Promise<void> | undefined;
  const readOnce = async () => {
    last = await read();
    due = now() + (last.source.state === 'read' ? SELDOM_MILLISECONDS : ABSENT_MILLISECONDS);
    underWay = undefined;
  };
  return {
    async complete(snapshot, need) {
      if (need === undefined) {
        // What was read before the pane was closed may be long ago when it opens again.
        if (last?.source.state === 'read' && now() >= due) last = undefined;
        return snapshot;
      }
      if (now() >= due) underWay ??= readOnce();
      if (need === 'now') await underWay;
      return last === undefined ? snapshot : { ...snapshot, units: last };
    },
  };
}
