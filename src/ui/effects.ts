import type { Target } from '../model/list/targets.js';
import type { Identity } from '../model/machine/identity.js';
import type { Actions, Hold, Machine, Outcome, Probe, Sampler } from '../model/machine/machine.js';
import type { Effect, HoldResult, Message } from '../model/state/messages.js';
import type { Settings } from '../model/state/settings.js';
import type { Notice } from '../model/text/notice.js';
import { signalName } from '../model/update/acting.js';
import { checkSockets } from './check-socket.js';
import { clipboardSequence } from './clipboard.js';

/** All that the screen needs of the world outside; a test gives it another one. */
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
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Local time as HH:MM. */
  readonly clock: () => string;
};

export type Send = (messages: readonly Message[]) => void;
export type RunEffect = (effect: Effect, send: Send) => void;

/** Carries out what the model decided. What comes of it returns as messages. */
export function createEffectRunner(world: World, quit: () => void): RunEffect {
  const { probe, actions, sampler, terminal } = world;

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
        return terminal.send(clipboardSequence(effect.text) ?? '');
      case 'save':
        return send([{ type: 'saved', notice: world.save(effect.settings) }]);
      case 'hold':
        return holdTargets(world, effect, send);
      case 'nameHosts':
        return void effect.addresses.map(async (address) => {
          send([{ type: 'hostNamed', address, name: await probe.hostName(address) }]);
        });
      case 'release':
        return releaseAll(actions, effect.holds);
      case 'signal': {
        const outcomes = effect.holds.map((hold) => actions.signal(hold, effect.signal));
        if (effect.keep !== true) releaseAll(actions, effect.holds);
        return send([acted(`${signalName(effect.signal)} sent`, effect.targets, outcomes)]);
      }
      case 'niceBy':
        return send(niceBy(actions, effect.targets, effect.by));
      case 'setNice': {
        const outcomes = effect.targets.map(({ identity }) => actions.setNice(identity, effect.nice));
        return send([acted(`nice ${effect.nice}`, effect.targets, outcomes)]);
      }
      case 'setIoPriority': {
        const set = ({ identity }: Target) => actions.setIoPriority(identity, effect.class, effect.level);
        return send([acted(`I/O priority ${effect.class} ${effect.level}`, effect.targets, effect.targets.map(set))]);
      }
      case 'setAffinity': {
        const set = ({ identity }: Target) => actions.setAffinity(identity, effect.cpus);
        return send([acted(`CPUs ${effect.cpus.join(' ')}`, effect.targets, effect.targets.map(set))]);
      }
      case 'measure':
        return void measure(probe, effect, send);
      case 'readMappings':
        return void readMappings(probe, effect.target, send);
      case 'inspect':
        return void inspect(probe, effect.target.serial, effect.target.identity, send);
    }
  };
}

type HoldEffect = Extract<Effect, { type: 'hold' }>;

/** A process that was chosen by a socket is asked for it once the process is held, so that it can't be another one by then. */
function holdTargets({ actions, probe }: World, { purpose, targets }: HoldEffect, send: Send): void {
  const results = targets.map(({ identity }) => actions.hold(identity));
  if (targets.every(({ sockets = [] }) => sockets.length === 0)) {
    send([{ type: 'held', purpose, targets, results }]);
    return;
  }
  const checked = targets.map(async ({ identity, sockets = [] }, index): Promise<HoldResult> => {
    const result = results[index];
    if (!result.ok || sockets.length === 0) return result;
    const inodes = sockets.map(({ inode }) => inode);
    const outcome = await checkSockets(probe, identity, inodes);
    if (outcome.ok) return result;
    actions.release(result.hold);
    return outcome;
  });
  void Promise.all(checked).then((sure) => send([{ type: 'held', purpose, targets, results: sure }]));
}

function releaseAll(actions: Actions, holds: readonly Hold[]): void {
  for (const hold of holds) actions.release(hold);
}

function acted(title: string, targets: readonly Target[], outcomes: readonly Outcome[]): Message {
  return { type: 'acted', title, results: targets.map((target, index) => ({ target, outcome: outcomes[index] })) };
}

const LOWEST_NICE = -20;
const HIGHEST_NICE = 19;

/** From what the kernel says now, for the last sample may be older than the last key. */
function niceBy(actions: Actions, targets: readonly Target[], by: number): readonly Message[] {
  const done = targets.map(({ identity }) => {
    const now = actions.nice(identity);
    if (!now.ok) return { title: 'nice', outcome: now };
    const next = Math.min(Math.max(now.nice + by, LOWEST_NICE), HIGHEST_NICE);
    return { title: `nice ${now.nice} to ${next}`, outcome: actions.setNice(identity, next) };
  });
  const title = done.length === 1 ? done[0].title : `nice ${by > 0 ? '+' : ''}${by}`;
  return [
    acted(
      title,
      targets,
      done.map(({ outcome }) => outcome),
    ),
  ];
}

type Measure = Extract<Effect, { type: 'measure' }>;

async function measure({ memory }: Machine, { targets, limitOf }: Measure, send: Send): Promise<void> {
  const [footprints, limit] = await Promise.all([
    memory.footprints(targets.map(({ identity }) => identity)),
    limitOf && memory.limit(limitOf.identity),
  ]);
  send([{ type: 'measured', targets, footprints, limitOf, limit }]);
}

async function readMappings({ memory }: Machine, { serial, identity }: Target, send: Send): Promise<void> {
  send([{ type: 'mapped', serial, reading: await memory.mappings(identity) }]);
}

async function inspect(probe: Probe, serial: number, identity: Identity, send: Send): Promise<void> {
  const result = await probe.detail(identity);
  send([
    result.ok
      ? { type: 'inspected', serial, detail: result.detail }
      : { type: 'inspectRefused', serial, refusal: result },
  ]);
}
