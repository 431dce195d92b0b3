import { resolve } from 'node:path';
import { type Needs, NO_NEEDS } from '../model/machine/machine.js';
import { addon } from './addon.js';
import type { NativeEngine, NativeSample } from './native-types.js';
import { procRoot, sysRoot } from './roots.js';

/** The first sample of this machine, begun before it is known what must be read for the first frame. */
export type FirstSample = { readonly engine: NativeEngine; readonly sample: Promise<NativeSample> };

/** Undefined where the addon can't be loaded: whatever samples later says why. */
export function beginSample(): FirstSample | undefined {
  try {
    const engine = newEngine(resolve(procRoot()), resolve(sysRoot()));
    const sample = engine.sample(NO_NEEDS);
    // Its failure is reported when it is asked for.
    sample.catch(() => {});
    return { engine, sample };
  } catch {
    return undefined;
  }
}

/** Needs that are not read with the processes, or are empty at first. */
const ASIDE: readonly string[] = [
  'visibleSlots',
  'groupPaths',
  'events',
  'sensors',
  'meterSensors',
  'ownLimits',
  'units',
  'devices',
  'fileSystems',
] satisfies (keyof Needs)[];

/**
 * Whether it holds what is needed. A first sample reads anew whatever it reads; groups are read with the processes;
 * sockets and logins must be older than the processes that they are joined with.
 */
export function holds(needs: Needs): boolean {
  return Object.entries(needs).every(([name, need]) => {
    const inAny = ASIDE.includes(name) || name.startsWith('fresh') || (name === 'sessions' && need === 'seldom');
    return inAny || need === undefined || need === false;
  });
}

/** `plain`: reads everything every time. */
export function newEngine(proc: string, sys: string, plain = process.env.NTOP_ENGINE === 'plain'): NativeEngine {
  return new (addon().Engine)(proc, sys, plain);
}
