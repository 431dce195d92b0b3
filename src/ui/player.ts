import type { State } from '../model/state/state.js';
import { playMilliseconds } from '../model/update/looking-back.js';

export type Player = {
  /** A frame was shown: what is played goes on after its time. */
  shown(state: State): void;
  stop(): void;
};

/** Tells when the next sample of the past is due that is played. */
export function createPlayer(onDue: () => void): Player {
  let timer: NodeJS.Timeout | undefined;
  let planned = '';

  return {
    shown(state) {
      const milliseconds = playMilliseconds(state);
      const plan =
        milliseconds === undefined ? '' : `${state.past?.index} ${state.past?.speed} ${state.past?.seeking?.next}`;
      if (plan === planned) return;
      planned = plan;
      clearTimeout(timer);
      if (milliseconds === undefined) return;
      timer = setTimeout(() => {
        planned = '';
        onDue();
      }, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}
