import type { PaneId } from '../model/list/pane.js';
import { SETTINGS } from '../model/state/settings.js';

export type Flag = {
  readonly long: string;
  readonly short?: string;
  /** What the value is called in the help; a flag without one is a switch. */
  readonly argument?: string;
  /** The value may be left out. */
  readonly bare?: true;
  /** The values to choose from, where they are few and known beforehand. */
  readonly choices?: readonly string[];
  /** The panes that it means something in; all without. */
  readonly panes?: readonly PaneId[];
  readonly description: string;
};

/** Every option of the command line. Parser, help, completions and suggestions all read this. */
export const FLAGS = [
  {
    long: 'delay',
    short: 'd',
    argument: 'SECS',
    description: 'time between samples: 1.5, 500ms, 2s (seconds as in top, not the tenths of htop)',
  },
  { long: 'iterations', short: 'n', argument: 'N', description: 'end after N samples' },
  { long: 'batch', short: 'b', description: 'print instead of drawing, until -n or ^C ends it' },
  { long: 'once', description: 'print one sample: -b -n 1' },
  { long: 'width', short: 'w', argument: 'N', description: 'cut printed lines to N columns' },
  { long: 'json', description: 'print one JSON object a sample' },
  { long: 'csv', description: 'print one header, then one line a process' },
  { long: 'fields', argument: 'LIST', description: 'columns and their order, by comma; "help" lists them' },
  {
    long: 'filter',
    short: 'F',
    argument: 'EXPR',
    description: "show what matches: 'nginx', 'user=www cpu>5', 'not ssh and mem>1G'",
  },
  {
    long: 'user',
    short: 'u',
    argument: 'LIST',
    bare: true,
    description: 'show these users; !name all but them; without a name, me',
  },
  { long: 'pid', short: 'p', argument: 'LIST', description: 'show these processes' },
  {
    long: 'sort',
    short: 's',
    argument: 'COLUMN',
    description: 'sort by a column, + or - before it sets the direction; "help" lists them',
  },
  { long: 'tree', short: 't', description: 'show processes under their parents' },
  { long: 'threads', short: 'H', description: 'show threads' },
  { long: 'hide-idle', short: 'i', description: 'hide processes that did nothing' },
  { long: 'listening', short: 'l', panes: ['connections'], description: 'show sockets that wait for others only' },
  {
    long: 'watch',
    panes: ['connections', 'sessions'],
    description: 'print ports that open, close or change owners (net), who logs in and out (who), -n of them',
  },
  {
    long: 'watch-port',
    argument: 'LIST',
    description: 'watch these ports: 80,443,53/udp; on the screen, or printed where nothing is drawn',
  },
  { long: 'tcp', panes: ['connections'], description: 'show TCP; with --udp or --unix those too' },
  { long: 'udp', panes: ['connections'], description: 'show UDP' },
  { long: 'unix', panes: ['connections'], description: 'show unix sockets' },
  { long: 'ipv4', short: '4', panes: ['connections'], description: 'show IPv4 only' },
  { long: 'ipv6', short: '6', panes: ['connections'], description: 'show IPv6 only' },
  { long: 'no-color', short: 'C', description: 'no colours (NO_COLOR does the same)' },
  { long: 'no-mouse', short: 'M', description: 'leave the mouse to the terminal' },
  { long: 'no-unicode', short: 'U', description: 'draw with ASCII only' },
  {
    long: 'theme',
    argument: 'NAME',
    choices: choicesOf('theme'),
    description: `colours: ${choicesOf('theme').join(', ')}`,
  },
  { long: 'readonly', description: 'refuse to signal or change any process' },
  { long: 'config', short: 'c', argument: 'FILE', description: 'read settings from FILE' },
  { long: 'no-config', description: 'read no settings file' },
  { long: 'default-config', description: 'print a settings file that explains every setting' },
  {
    long: 'keys',
    argument: 'NAME',
    choices: choicesOf('keys'),
    description: `key preset: ${choicesOf('keys').join(', ')}`,
  },
  {
    long: 'completions',
    argument: 'SHELL',
    choices: ['bash', 'zsh', 'fish'],
    description: 'print a completion script',
  },
  { long: 'doctor', description: 'print what ntop found on this machine, what it chose and why' },
  { long: 'help', short: 'h', description: 'print this' },
  { long: 'version', short: 'V', description: 'print the version' },
] as const satisfies readonly Flag[];

export type Long = (typeof FLAGS)[number]['long'];

/** The flag by its long name (--delay) or its letter (-d), without the dashes. */
export function findFlag(name: string): (Flag & { readonly long: Long }) | undefined {
  return FLAGS.find((flag: Flag) => flag.long === name || flag.short === name);
}

function choicesOf(id: string): readonly string[] {
  return (SETTINGS.find((setting) => setting.id === id)?.choices ?? []).map(String);
}
