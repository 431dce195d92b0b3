import type { SocketChoice } from '../model/connections/socket-choice.js';
import type { PaneId } from '../model/list/commands.js';
import type { PortKind, PortName } from '../model/machine/socket-kinds.js';
import { paneById } from '../model/panes.js';
import type { Settings } from '../model/state/settings.js';
import { findSettings } from '../settings/settings-file.js';
import type { CommandLines, Section } from './flags.js';

/** What the command line asks for. What it does not mention is undefined: the settings decide. */
export type Options = {
  readonly kind: 'options';
  /** The other machine to show, as ssh takes it; undefined: this one. */
  readonly host: string | undefined;
  /** The pane, or of a pane with two lists the one that is opened, or printed first. */
  readonly pane: PaneId;
  /** What is shown; undefined: this machine. */
  readonly replay: ReplayChoice | undefined;
  /** The other list, if it is shown and printed too, with what is asked of it. */
  readonly second: ListOptions | undefined;
  /** With file systems, what is deleted but open is printed. */
  readonly deleted: boolean;
  /** `screen` becomes `text` if standard output is not a terminal. */
  readonly output: 'screen' | 'text' | 'json' | 'csv';
  /** Samples to show, or events to print; undefined: until stopped. */
  readonly iterations: number | undefined;
  readonly delaySeconds: number | undefined;
  /** Columns to cut printed text to. */
  readonly width: number | undefined;
  readonly fields: readonly string[] | undefined;
  /** Checked, but still as text. */
  readonly filter: string | undefined;
  readonly users: UserChoice | undefined;
  readonly pids: readonly number[] | undefined;
  /** The exit status says whether a row was printed. */
  readonly failIfAny: boolean;
  readonly sockets: SocketChoice;
  readonly watch: {
    /** The events that are printed instead of samples, one per line. */
    readonly print: 'logins' | 'ports' | 'events' | undefined;
    /** Undefined: all if events are printed, none on the screen. */
    readonly ports: ReadonlySet<PortName> | undefined;
    /** The protocols of all ports, if `ports` is undefined. */
    readonly kinds: ReadonlySet<PortKind>;
  };
  /** A column id; - before it sorts descending, + ascending. */
  readonly sort: string | undefined;
  readonly tree: true | undefined;
  readonly threads: true | undefined;
  readonly hideIdle: true | undefined;
  readonly color: false | undefined;
  readonly mouse: false | undefined;
  readonly unicode: false | undefined;
  readonly theme: Settings['theme'] | undefined;
  readonly keys: Settings['keys'] | undefined;
  readonly readonly: boolean;
  readonly configPath: string | undefined;
  readonly useConfig: boolean;
};

/** A recording in the place of this machine. */
export type ReplayChoice = {
  /** A file or a folder of them; undefined: the usual folder. */
  readonly path: string | undefined;
  /** Checked, but still as text: they are relative to what was recorded. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Say what it holds instead. */
  readonly isInfo: boolean;
};

/** What `ntop record` is asked for. */
export type RecordOptions = {
  readonly kind: 'record';
  /** The other machine to record, as ssh takes it; undefined: this one. */
  readonly host: string | undefined;
  /** Undefined: the usual folder. */
  readonly path: string | undefined;
  readonly delaySeconds: number;
  /** Samples to record; undefined: until stopped. */
  readonly iterations: number | undefined;
  /** What a folder keeps: undefined as usual. */
  readonly keepSeconds: number | undefined;
  readonly mostBytes: number | undefined;
  readonly commandLines: CommandLines;
  readonly sections: ReadonlySet<Section>;
};

/** What `ntop serve` is asked for. Paths are as they were typed. */
export type ServeOptions = {
  readonly kind: 'serve';
  /** An address or a name, without brackets; of all addresses `::`. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly tokenFile: string | undefined;
  readonly tls: TlsFiles | undefined;
  /** Programs that are always reported. */
  readonly programs: readonly string[];
  /** The folder of recordings to serve; undefined: none. */
  readonly recordings: string | undefined;
};

export type TlsFiles = { readonly cert: string; readonly key: string; readonly clientCa: string | undefined };

/** What the command line asks of one list. */
export type ListOptions = Pick<Options, 'pane' | 'fields' | 'filter' | 'sort'>;

/** Users to show, or with `negate` to leave out. Without names: the user running ntop. */
export type UserChoice = { readonly names: readonly string[]; readonly negate: boolean };

/** Options of single panes and other parts, by their ids. */
export function askedOf({ sockets, watch }: Options): Readonly<Record<string, unknown>> {
  return { connections: sockets, events: watch.ports };
}

/** The settings of the file named with --config (or of the usual file), overridden by the options. */
export function settingsFor(options: Options): ReturnType<typeof findSettings> {
  const found = findSettings(options);
  return 'failure' in found ? found : { ...found, settings: settingsUnder(options, found.settings) };
}

/** The settings, overridden by the command line. */
export function settingsUnder(options: Options, settings: Settings): Settings {
  const { delaySeconds, tree, threads, hideIdle, mouse, unicode, theme, keys } = options;
  const lists = [options, options.second].map((list) => list && ofList(list));
  const asked = { delaySeconds, ...lists[0], ...lists[1], tree, threads, hideIdle, mouse, unicode, theme, keys };
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  return { ...settings, ...Object.fromEntries(given) };
}

function ofList({ pane, fields, sort }: ListOptions) {
  const { columnsSetting, sortSetting } = paneById(pane);
  return { [columnsSetting.id]: fields, [sortSetting.id]: sort };
}

/** The options if standard output is not a terminal: print one sample (of a recording, all), or port events, instead of a screen. */
export function withoutScreen(options: Options): Options {
  if (options.output !== 'screen') return options;
  const { watch, iterations } = options;
  if (watch.ports !== undefined) return { ...options, output: 'text', watch: { ...watch, print: 'ports' } };
  return { ...options, output: 'text', iterations: iterations ?? (options.replay === undefined ? 1 : undefined) };
}
