import type { Command, PartId } from '../list/commands.js';
import type { HoldPurpose } from '../list/part.js';
import type { Target } from '../list/targets.js';
import type { Refusal } from '../machine/identity.js';
import type { Detail, Hold, IoClass, Needs } from '../machine/machine.js';
import type { Snapshot } from '../machine/snapshot.js';
import type { Notice } from '../text/notice.js';
import type { Result } from './layers.js';
import type { Settings } from './settings.js';
import type { Recorder, State } from './state.js';

/** Input from outside. `now` is a monotonic clock in milliseconds. */
export type Message =
  /** `needs` is what was asked for when it was read. */
  | { readonly type: 'sample'; readonly snapshot: Snapshot; readonly now: number; readonly needs?: Needs | undefined }
  /** The past that is played goes on. */
  | { readonly type: 'played'; readonly now: number }
  | { readonly type: 'error'; readonly text: string }
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
  /** The result of a part's own effect. */
  | { readonly type: 'own'; readonly part: PartId; readonly message: unknown; readonly now: number }
  | { readonly type: 'saved'; readonly notice: Notice }
  /** What became of the recording of this screen; its state is undefined when it has ended or could not begin. */
  | { readonly type: 'recorder'; readonly recorder: Recorder | undefined; readonly notice?: Notice | undefined }
  | { readonly type: 'notice'; readonly notice: Notice };

export type HoldResult = { readonly ok: true; readonly hold: Hold } | Refusal;

/** Work for the outside world. App passes it on; the model never carries it out. */
export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' }
  | { readonly type: 'setDelay'; readonly seconds: number }
  | { readonly type: 'setMouse'; readonly on: boolean }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'save'; readonly settings: Settings }
  /** Without a path: to a new file in the usual folder. */
  | { readonly type: 'beginRecord'; readonly path: string; readonly intervalSeconds: number }
  /** `needs` is what was asked for when it was read. */
  | { readonly type: 'recordSample'; readonly snapshot: Snapshot; readonly needs: Needs }
  | { readonly type: 'endRecord' }
  /** Opens pidfds of processes, and checks that those selected by a socket still have it open. */
  | { readonly type: 'hold'; readonly purpose: HoldPurpose; readonly targets: readonly Target[] }
  | { readonly type: 'release'; readonly holds: readonly Hold[] }
  | {
      readonly type: 'signal';
      readonly signal: number;
      readonly targets: readonly Target[];
      readonly holds: readonly Hold[];
      /** The pidfds stay open with the dialog. */
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
  /** An effect of a part, which carries it out itself. */
  | { readonly type: 'own'; readonly part: PartId; readonly effect: unknown };

export type Step = { readonly state: State; readonly effects: readonly Effect[] };

export const only = (state: State): Step => ({ state, effects: [] });
export const step = (state: State, ...effects: Effect[]): Step => ({ state, effects });
