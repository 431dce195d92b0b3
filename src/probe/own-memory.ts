import { addon } from './addon.js';

/** By then all that a start needs has run, and what is kept for the next start is written. */
const FIRST_MILLISECONDS = 15_000;
const AGAIN_MILLISECONDS = 300_000;

/** Before other threads ask for memory. Where the addon can't be loaded, whatever needs it later says why. */
export function keepMemorySmall(): void {
  try {
    addon().keepMemorySmall();
  } catch {}
}

/** For as long as the program runs. */
export function giveBackMemoryNowAndThen(give = () => addon().giveBackMemory()): void {
  const giveAndWait = () => {
    void give();
    setTimeout(giveAndWait, AGAIN_MILLISECONDS).unref();
  };
  setTimeout(giveAndWait, FIRST_MILLISECONDS).unref();
}
