import type { Target } from '../model/list/targets.js';
import type { Actions, Machine, Probe, Sampler } from '../model/machine/machine.js';
import { partById } from '../model/panes.js';
import type { Effect, Message } from '../model/state/messages.js';
import type { Settings } from '../model/state/settings.js';
import type { Notice } from '../model/text/notice.js';
import { type Action, releaseAll } from './acting.js';
import { clipboardSequence } from './clipboard.js';

/** What the screen needs from outside; a test passes a fake. */
export type World = {
  readonly probe: Machine;
  readonly actions: Actions;
  readonly sampler: Sampler;
  readonly terminal: {
    suspend(group: boolean): void;
    repaint(): void;
    send(sequence: string): void;
    setMouse(on: boolean): void;
  };
  readonly save: (settings: Settings) => Notice;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Local time as HH:MM. */
  readonly clock: () => string;
};

export type Send = (messages: readonly Message[]) => void;
export type RunEffect = (effect: Exclude<Effect, Action>, send: Send) => void;

/** Carries out the model's effects, except actions. Results come back as messages. */
export function createEffectRunner(world: World, quit: () => void): RunEffect {
  const { probe, actions, sampler, terminal } = world;
  const inspect = createInspector(probe);

  return (effect, send) => {
    switch (effect.type) {
      case 'quit':
        return quit();
      case 'suspend':
        return terminal.suspend(true);
      case 'redraw':
        return terminal.repaint();
      case 'pause':
        return sampler.setPaused(effect.paused);
      case 'setDelay':
        return sampler.setDelay(effect.seconds);
      case 'setMouse':
        return terminal.setMouse(effect.on);
      case 'copy':
        return terminal.send(clipboardSequence(effect.text));
      case 'save':
        return send([{ type: 'saved', notice: world.save(effect.settings) }]);
      case 'own': {
        const { part } = effect;
        const answer = (message: unknown) => send([{ type: 'own', part, message, now: world.now() }]);
        return partById(part).carryOut?.(effect.effect, probe, answer);
      }
      case 'release':
        return releaseAll(actions, effect.holds);
      case 'inspect':
        return void inspect(effect.target, send);
    }
  };
}

/** Reads processes for their pages, at most one reading per process: it may hang while samples continue. */
function createInspector(probe: Probe) {
  const underWay = new Set<number>();

  return async ({ serial, identity }: Target, send: Send): Promise<void> => {
    if (underWay.has(serial)) return;
    underWay.add(serial);
    try {
      const result = await probe.detail(identity);
      send([
        result.ok
          ? { type: 'inspected', serial, detail: result.detail }
          : { type: 'inspectRefused', serial, refusal: result },
      ]);
    } finally {
      underWay.delete(serial);
    }
  };
}
