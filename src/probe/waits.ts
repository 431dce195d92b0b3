import { resolve } from 'node:path';
import type { WaitProbe } from '../model/machine/wait-facts.js';
import { type Addon, addon } from './addon.js';
import { procRoot } from './roots.js';

/** Time limit of one call, plus the last task. */
const MOST_SECONDS = 0.2;

type WaitProbeOptions = {
  readonly procRoot?: string;
  /** What reads them: the addon, here or on another machine. */
  readonly native?: () => Pick<Addon, 'readWaits'>;
};

/** Reads where tasks wait on threads of its own: what keeps them waiting may keep their readers waiting too. */
export function createWaitProbe({ native = addon, ...options }: WaitProbeOptions = {}): WaitProbe {
  const proc = resolve(options.procRoot ?? procRoot());
  return {
    facts: (tasks) =>
      native().readWaits(
        proc,
        tasks.map(({ identity }) => identity),
        tasks.map(({ thread }) => thread),
        MOST_SECONDS,
      ),
  };
}
