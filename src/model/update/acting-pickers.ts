import { describeTargets, sessionsOfTargets, type Target } from '../list/targets.js';
import type { IoClass } from '../machine/machine.js';
import { SIGNALS } from '../processes/signals.js';
import type { Picker } from '../state/layers.js';
import { only, type Step, step } from '../state/messages.js';
import { push, type State, say } from '../state/state.js';
import { item, type PickerItem, type PickerKind, tick } from './picker-kinds.js';

const SIGHUP = 1;
const SIGKILL = 9;

/** Menus that act on processes. */
export const ACTING_PICKERS = {
  signal: {
    title: ({ targets }) => `Signal ${describeTargets(targets)}`,
    items: (_state, { targets }) => [...reaperItems(targets), ...SIGNAL_ITEMS],
    accept: (state, { targets, holds }, { id }) => {
      if (id === REAPER) return askReapers(state, targets, holds);
      const signal = Number(id);
      if (signal !== SIGKILL) return step(state, { type: 'signal', signal, targets, holds });
      return only({ ...state, layers: [...state.layers, { kind: 'confirm', signal, targets, holds }] });
    },
  },
  hangUp: {
    title: (picker) => hangUpTitle(picker),
    width: 76,
    items: (_state, { loaded }) => (loaded ? HANG_UP.slice(1) : HANG_UP),
    accept: (state, picker, { id }) => {
      const { targets, holds } = picker;
      const signal = Number(id);
      if (signal === SIGKILL) return only(push(state, { kind: 'confirm', signal, targets, holds }));
      if (signal !== SIGHUP) return step(state, { type: 'signal', signal, targets, holds });
      return step(push(state, { ...picker, loaded: true }), { type: 'signal', signal, targets, holds, keep: true });
    },
  },
  affinity: {
    title: ({ targets, loaded }) => `CPUs ${describeTargets(targets)} may run on${loaded ? '' : ' (reading …)'}`,
    items: (state, { ticked }) =>
      (state.sample?.snapshot.system.cpus ?? []).map(({ id }) => ({
        ...item(String(id), `CPU ${id}`, ''),
        ticked: ticked.has(String(id)),
      })),
    accept: (state, picker) => {
      const { ticked } = picker;
      if (ticked.size === 0) return only(say(push(state, picker), 'a process needs at least one CPU', 'danger'));
      const { targets } = picker;
      const cpus = [...ticked].map(Number).sort((one, other) => one - other);
      return step(state, { type: 'setAffinity', targets, cpus });
    },
    mark: tick,
  },
  ioPriority: {
    title: ({ targets, loaded }) => `I/O priority of ${describeTargets(targets)}${loaded ? '' : ' (reading …)'}`,
    isRadio: true,
    items: (_state, { ticked }) => IO_PRIORITIES.map((entry) => ({ ...entry, ticked: ticked.has(entry.id) })),
    accept: (state, { targets }, { id }) => {
      const [ioClass, level] = id.split(' ');
      return step(state, { type: 'setIoPriority', targets, class: ioClass as IoClass, level: Number(level) });
    },
  },
} satisfies Readonly<Record<string, PickerKind>>;

const SIGNAL_ITEMS: readonly PickerItem[] = SIGNALS.map(({ number, name, description }) => ({
  ...item(String(number), signalLabel(number, name), description),
  names: [name, name.replace(/^SIG/, ''), String(number)],
  description: `${name}: ${description}`,
}));

const REAPER = 'reaper';

/** Signals do nothing to a zombie: only its parent can reap it. */
function reapersOf(targets: readonly Target[]): readonly Target[] {
  const reapers = targets.flatMap(({ reaper }) => reaper ?? []);
  return [...new Map(reapers.map((reaper) => [reaper.serial, reaper])).values()];
}

function reaperItems(targets: readonly Target[]): readonly PickerItem[] {
  const reapers = reapersOf(targets);
  if (reapers.length === 0) return [];
  const label = `${reapers.length === 1 ? 'parent' : 'parents'} instead`;
  const who = describeTargets(reapers);
  return [{ ...item(REAPER, label, who), names: ['parent'], description: `Signal ${who} instead, which must reap it` }];
}

/** A dialog of its own, for which the parents are identified and held anew. */
function askReapers(state: State, targets: readonly Target[], holds: Picker['holds']): Step {
  const others = targets.filter(({ reaper }) => reaper === undefined);
  const asked = new Map([...others, ...reapersOf(targets)].map((target) => [target.serial, target]));
  return step(state, { type: 'release', holds }, { type: 'hold', purpose: 'signal', targets: [...asked.values()] });
}

/** Numbers are right-aligned. */
function signalLabel(number: number, name: string): string {
  return `${String(number).padStart(2)} ${name}`;
}

/** From the mildest to the hardest; the first is removed once it was chosen. */
const HANG_UP: readonly PickerItem[] = [
  item('1', signalLabel(1, 'HUP'), 'Hang up, like closing the terminal'),
  item('15', signalLabel(15, 'TERM'), 'Terminate all its processes'),
  item('9', signalLabel(9, 'KILL'), 'Kill all its processes immediately; cannot be caught'),
];

function hangUpTitle({ targets, loaded }: Picker): string {
  const count = targets.length === 1 ? '1 process' : `${targets.length} processes`;
  const sessions = sessionsOfTargets(targets);
  return loaded ? `Hung up ${sessions}; still running: ${count}` : `Hang up ${sessions}: ${count}`;
}

const IO_PRIORITIES: readonly PickerItem[] = [
  item('none 0', 'default', 'follows the nice value'),
  ...levels('best-effort', 'default class'),
  item('idle 0', 'idle', 'only if the disk is idle'),
  ...levels('realtime', 'before all; needs root'),
];

function levels(ioClass: IoClass, hint: string): readonly PickerItem[] {
  const rank = (level: number) => (level === 0 ? 'highest: ' : level === 7 ? 'lowest: ' : '');
  return [0, 1, 2, 3, 4, 5, 6, 7].map((level) =>
    item(`${ioClass} ${level}`, `${ioClass} ${level}`, rank(level) + hint),
  );
}
