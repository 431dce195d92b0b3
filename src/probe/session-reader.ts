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
/** While no process starts and none ends: no login begins or ends without one, but it may be recorded a moment later. */
const STILL_MILLISECONDS = 60_000;
const READINGS_OF_STILL = 2;
/** The first frame and a short look at the process list cost nothing. */
const FIRST_MILLISECONDS = 3000;

/** `now` is a monotonic clock in milliseconds. */
export function createSessionReader(probe: SessionProbe, now = () => performance.now()): SessionReader {
  let due = now() + FIRST_MILLISECONDS;
  let last: Snapshot | undefined;
  /** Read in the background, for the next sample. */
  let found: LoginReading | undefined;
  let underWay = false;
  /** The processes of the last reading, and how many readings there were of the same ones. */
  let [processes, readingsOfSame] = ['', 0];
  let dueInAnyCase = 0;
  /** So that an earlier reading never follows a later one. */
  let readings = 0;

  const isDue = ({ processes: table }: Snapshot) => {
    if (now() < due) return false;
    const those = whichProcesses(table);
    readingsOfSame = those === processes ? readingsOfSame + 1 : 1;
    processes = those;
    if (readingsOfSame <= READINGS_OF_STILL || now() >= dueInAnyCase) return true;
    due = now() + SELDOM_MILLISECONDS;
    return false;
  };
  const readAside = async (snapshot: Snapshot) => {
    underWay = true;
    due = now() + SELDOM_MILLISECONDS;
    dueInAnyCase = now() + STILL_MILLISECONDS;
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
      if (!underWay && sessions === undefined && isDue(snapshot)) void readAside(snapshot);
      return sessions === undefined ? snapshot : { ...snapshot, sessions };
    },
  };
}

/** Serials only rise: of other processes either their number or the sum of their serials is another. */
function whichProcesses({ count, slots, columns: { serial } }: Snapshot['processes']): string {
  let sum = 0;
  for (let slot = 0; slot < slots; slot++) sum += serial[slot];
  return `${count} ${sum}`;
}
