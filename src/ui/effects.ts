import type { Target } from '../model/list/targets.js';
import type { Needs } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Samples, Source } from '../model/machine/source.js';
import { partById } from '../model/panes.js';
import type { Effect, Message } from '../model/state/messages.js';
import type { Settings } from '../model/state/settings.js';
import type { Notice } from '../model/text/notice.js';
import { type Action, releaseAll } from './acting.js';
import { clipboardSequence } from './clipboard.js';

/** What the screen needs from outside; a test passes a fake. */
export type World = {
  readonly source: Source;
  readonly samples: Samples;
  readonly terminal: {
    suspend(group: boolean): void;
    repaint(): void;
    send(sequence: string): void;
    setMouse(on: boolean): void;
  };
  readonly save: (settings: Settings) => Notice;
  /** Undefined where there is nothing to record. */
  readonly recorder?: ScreenRecorder | undefined;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Local time as HH:MM. */
  readonly clock: () => string;
};

/** Records to a file. Nothing of it rejects or throws: what goes wrong is in the answer. */
export type ScreenRecorder = {
  begin(path: string, intervalSeconds: number): RecorderMessage;
  /** Undefined if nothing has changed. */
  add(snapshot: Snapshot, needs: Needs): RecorderMessage | undefined;
  end(): RecorderMessage;
};

export type RecorderMessage = Extract<Message, { type: 'recorder' }>;

export type Send = (messages: readonly Message[]) => void;
export type RunEffect = (effect: Exclude<Effect, Action>, send: Send) => void;

/** Carries out the model's effects, except actions. Results come back as messages. */
export function createEffectRunner(world: World, quit: () => void): RunEffect {
  const { source, samples, terminal } = world;
  const inspect = createInspector(source);

  return (effect, send) => {
    switch (effect.type) {
      case 'quit':
        return quit();
      case 'suspend':
        return terminal.suspend(true);
      case 'redraw':
        return terminal.repaint();
      case 'setDelay':
        return samples.setDelay(effect.seconds);
      case 'setMouse':
        return terminal.setMouse(effect.on);
      case 'copy':
        return terminal.send(clipboardSequence(effect.text));
      case 'save':
        return send([{ type: 'saved', notice: world.save(effect.settings) }]);
      case 'beginRecord':
        return tell(send, world.recorder?.begin(effect.path, effect.intervalSeconds));
      case 'recordSample':
        return tell(send, world.recorder?.add(effect.snapshot, effect.needs));
      case 'endRecord':
        return tell(send, world.recorder?.end());
      case 'own': {
        const { part } = effect;
        const answer = (message: unknown) => send([{ type: 'own', part, message, now: world.now() }]);
        return partById(part).carryOut?.(effect.effect, source, answer);
      }
      case 'release':
        return releaseAll(source.actions, effect.holds);
      case 'inspect':
        return void inspect(effect.target, send);
    }
  };
}

function tell(send: Send, message: Message | undefined): void {
  if (message !== undefined) send([message]);
}

/** Reads processes for their pages, at most one reading per process: it may hang while samples continue. */
function createInspector(source: Source) {
  const underWay = new Set<number>();

  return async ({ serial, identity }: Target, send: Send): Promise<void> => {
    if (underWay.has(serial)) return;
    underWay.add(serial);
    try {
      const result = await source.detail(identity);
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
