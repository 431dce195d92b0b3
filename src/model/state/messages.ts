import type { Command } from '../list/commands.js';
import type { Target } from '../list/targets.js';
import type { Refusal } from '../machine/identity.js';
import type { Detail, Hold, IoClass } from '../machine/machine.js';
import type { FootprintReading, LimitReading, MappingsReading } from '../machine/memory-detail.js';
import type { Snapshot } from '../machine/snapshot.js';
import type { Notice } from '../text/notice.js';
import type { Result } from './layers.js';
import type { Settings } from './settings.js';
import type { State } from './state.js';

/** What comes in from outside. `now` is a clock that only goes forward, in milliseconds. */
export type Message =
  | { readonly type: 'sample'; readonly snapshot: Snapshot; readonly now: number }
  | { readonly type: 'trouble'; readonly text: string }
  | { readonly type: 'command'; readonly command: Command; readonly now: number }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | {
      readonly type: 'held';
      readonly purpose: HoldPurpose;
      readonly targets: readonly Target[];
      readonly results: readonly HoldResult[];
    }
  | { readonly type: 'acted'; readonly title: string; readonly results: readonly Result[] }
  | { readonly type: 'inspected'; readonly serial: number; readonly detail: Detail }
  | { readonly type: 'inspectRefused'; readonly serial: number; readonly refusal: Refusal }
  | {
      readonly type: 'measured';
      readonly targets: readonly Target[];
      /** In the order of the targets; the last of them may be missing. */
      readonly footprints: readonly FootprintReading[];
      readonly limitOf: Target | undefined;
      readonly limit: LimitReading | undefined;
    }
  | { readonly type: 'mapped'; readonly serial: number; readonly reading: MappingsReading }
  | { readonly type: 'saved'; readonly notice: Notice }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'hostNamed'; readonly address: string; readonly name: string | undefined };

/** The dialog that opens once the processes are held. */
export type HoldPurpose = 'signal' | 'hangUp';

export type HoldResult = { readonly ok: true; readonly hold: Hold } | Refusal;

/** Work for the outside world. App passes it on; nothing in the model carries it out. */
export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'setDelay'; readonly seconds: number }
  | { readonly type: 'setMouse'; readonly on: boolean }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'save'; readonly settings: Settings }
  /** Holds processes open, and makes sure that those chosen by a socket have it open still. */
  | { readonly type: 'hold'; readonly purpose: HoldPurpose; readonly targets: readonly Target[] }
  | { readonly type: 'nameHosts'; readonly addresses: readonly string[] }
  | { readonly type: 'release'; readonly holds: readonly Hold[] }
  | {
      readonly type: 'signal';
      readonly signal: number;
      readonly targets: readonly Target[];
      readonly holds: readonly Hold[];
      /** They stay held: the dialog is still open. */
      readonly keep?: boolean;
    }
  | { readonly type: 'niceBy'; readonly targets: readonly Target[]; readonly by: number }
  | { readonly type: 'setNice'; readonly targets: readonly Target[]; readonly nice: number }
  | {
      readonly type: 'setIoPriority';
      readonly targets: readonly Target[];
      readonly class: IoClass;
      readonly level: number;
    }
  | { readonly type: 'setAffinity'; readonly targets: readonly Target[]; readonly cpus: readonly number[] }
  | { readonly type: 'inspect'; readonly target: Target }
  /** Reads footprints, and what the control groups of one process allow. */
  | { readonly type: 'measure'; readonly targets: readonly Target[]; readonly limitOf: Target | undefined }
  | { readonly type: 'readMappings'; readonly target: Target };

export type Step = { readonly state: State; readonly effects: readonly Effect[] };

export const only = (state: State): Step => ({ state, effects: [] });
export const step = (state: State, ...effects: Effect[]): Step => ({ state, effects });
