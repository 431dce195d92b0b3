import type { Needs } from '../model/machine/machine.js';
import type { LoginReading, SessionProbe } from '../model/machine/session-table.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import { sessionProcesses, slotsToRead, terminalUsers } from '../model/sessions/processes.js';

/** Reads logins in the background, as often as needed. */
export type SessionReader = {
  /** The needs of a sample, plus what is needed to find logins among its processes. */
  prepare(needs: Needs): Needs;
  /** The sample with the logins that belong to it. */
  complete(snapshot: Snapshot, need: Needs['sessions']): Promise<Snapshot>;
};

const SELDOM_MILLISECONDS = 10_000;
/** The first frame and a short look at the process list cost nothing. */
const FIRST_MILLISECONDS = 3000;

/** `now` is a monotonic clock in milliseconds. */
export function createSessionReader(probe: SessionProbe, now = () => performance.now()): SessionReader {
  let due = now() + FIRST_MILLISECONDS;
  let last: Snapshot | undefined;
  /** Read in the background, for the next sample. */
  let found: LoginReading | undefined;
  let underWay = false;
  /** So that an earlier reading never follows a later one. */
  let readings = 0;

  const readAside = async (snapshot: Snapshot) => {
    underWay = true;
    due = now() + SELDOM_MILLISECONDS;
    const mine = ++readings;
    const reading = await probe.sample(terminalUsers(sessionProcesses(snapshot)));
    underWay = false;
    if (mine === readings) found = reading;
  };
  return {
    prepare(needs) {
      const coming = needs.sessions === 'now' || underWay || found !== undefined;
      if (!coming || needs.sessions === undefined || last === undefined) return needs;
      return { ...needs, visibleSlots: [...needs.visibleSlots, ...slotsToRead(last)] };
    },
    async complete(snapshot, need) {
      last = snapshot;
      if (need === undefined) return snapshot;
      if (need === 'now') {
        readings += 1;
        const sessions = await probe.sample(terminalUsers(sessionProcesses(snapshot)));
        found = undefined;
        return { ...snapshot, sessions };
      }
      const sessions = found;
      found = undefined;
      if (!underWay && sessions === undefined && now() >= due) void readAside(snapshot);
      return sessions === undefined ? snapshot : { ...snapshot, sessions };
    },
  };
}
