import type { PaneId } from '../model/list/commands.js';
import { SETTINGS } from '../model/state/settings.js';
import { TIME_EXAMPLES } from '../model/timeline/times.js';

/** What stands in the place of a pane and is none. */
export const COMMANDS = ['record', 'replay', 'serve'] as const;
export type Command = (typeof COMMANDS)[number];

/** What of the command lines of processes a recording has; the first one by default. */
export const COMMAND_LINES = ['full', 'name', 'none'] as const;
export type CommandLines = (typeof COMMAND_LINES)[number];

/** What a recording can have besides the machine and its processes, which it always has. */
export const SECTIONS = ['processes', 'sockets', 'sessions', 'events', 'disks', 'groups', 'sensors'] as const;
export type Section = (typeof SECTIONS)[number];
/** Those that are recorded only if they are named: asking an idle CPU for its frequency wakes it, and drivers may be slow. */
export const NAMED_SECTIONS: readonly Section[] = ['sensors'];

export type Flag = {
  readonly long: string;
  readonly short?: string;
  /** The name of the value in the help; a flag without one is a switch. */
  readonly argument?: string;
  /** The value may be left out. */
  readonly bare?: true;
  /** All possible values, if there are few. */
  readonly choices?: readonly string[];
  /** The panes in which it works; undefined: all. */
  readonly panes?: readonly PaneId[];
  /** The only command with which it works. */
  readonly command?: Command;
  readonly description: string;
};

/** Every option of the command line. The parser, --help, completions and suggestions are made from this table. */
export const FLAGS = [
  {
    long: 'delay',
    short: 'd',
    argument: 'SECS',
    description: 'time between samples: 1.5, 500ms, 2s (seconds as in top, not tenths as in htop)',
  },
  { long: 'iterations', short: 'n', argument: 'N', description: 'stop after N samples (with --watch: N events)' },
  { long: 'batch', short: 'b', description: 'print samples as text until -n or ^C' },
  { long: 'once', description: 'print one sample (-b -n 1)' },
  { long: 'width', short: 'w', argument: 'N', description: 'cut printed lines to N columns' },
  { long: 'json', description: 'print each sample as one line of JSON' },
  { long: 'csv', description: 'print CSV: one header, then one line per row' },
  {
    long: 'fail-if-any',
    description: 'print, and end with status 3 if a row (or event) that passed the filter was printed',
  },
  { long: 'fields', argument: 'LIST', description: 'columns in this order, separated by commas; "help" lists them' },
  {
    long: 'filter',
    short: 'F',
    argument: 'EXPR',
    description: "show only rows that match: 'nginx', 'user=www cpu>5', 'not ssh and mem>1G'",
  },
  {
    long: 'user',
    short: 'u',
    argument: 'LIST',
    bare: true,
    description: "show only these users' rows; !LIST: all but theirs; no LIST: only yours",
  },
  { long: 'pid', short: 'p', argument: 'LIST', description: 'show only the processes with these PIDs' },
  {
    long: 'sort',
    short: 's',
    argument: 'COLUMN',
    description: 'sort by a column: +COLUMN ascending, -COLUMN descending; "help" lists them',
  },
  { long: 'tree', short: 't', description: 'show processes as a tree' },
  { long: 'threads', short: 'H', description: 'show threads' },
  { long: 'hide-idle', short: 'i', description: 'hide processes that used no CPU since the last sample' },
  { long: 'listening', short: 'l', panes: ['connections'], description: 'show only listening sockets' },
  {
    long: 'watch',
    panes: ['connections', 'sessions'],
    description: 'print events: ports that open, close or change owner (net), logins and logouts (who)',
  },
  {
    long: 'watch-port',
    argument: 'LIST',
    description: 'watch these ports: 80,443,53/udp; without a screen, print their events',
  },
  { long: 'tcp', panes: ['connections'], description: 'show TCP sockets; combines with --udp and --unix' },
  { long: 'udp', panes: ['connections'], description: 'show UDP sockets' },
  { long: 'unix', panes: ['connections'], description: 'show unix sockets' },
  { long: 'ipv4', short: '4', panes: ['connections'], description: 'show only IPv4' },
  { long: 'ipv6', short: '6', panes: ['connections'], description: 'show only IPv6' },
  { long: 'from', argument: 'TIME', command: 'replay', description: `from this moment on: ${TIME_EXAMPLES}` },
  { long: 'to', argument: 'TIME', command: 'replay', description: 'up to this moment' },
  { long: 'info', command: 'replay', description: 'print what a recording holds, and what of it is damaged' },
  { long: 'keep', argument: 'AGE', command: 'record', description: 'remove what is older from the folder: 14d, 36h' },
  {
    long: 'max',
    argument: 'SIZE',
    command: 'record',
    description: 'remove the oldest when the folder gets larger: 2G',
  },
  {
    long: 'command-lines',
    argument: 'HOW',
    command: 'record',
    choices: COMMAND_LINES,
    description: 'record command lines, which may hold secrets: full, name (of the program) or none',
  },
  {
    long: 'sections',
    argument: 'LIST',
    command: 'record',
    description: `only these: ${SECTIONS.join(',')}; ${NAMED_SECTIONS.join(',')} only if named`,
  },
  {
    long: 'listen',
    argument: 'ADDRESS:PORT',
    command: 'serve',
    description: 'where to listen (127.0.0.1:9465); but for loopback, --token-file or --client-ca is needed',
  },
  {
    long: 'token-file',
    argument: 'FILE',
    command: 'serve',
    description: 'answer only requests with the token in this file (Authorization: Bearer)',
  },
  { long: 'tls-cert', argument: 'FILE', command: 'serve', description: 'use TLS, with these certificates (PEM)' },
  { long: 'tls-key', argument: 'FILE', command: 'serve', description: 'the key of the certificate (PEM)' },
  {
    long: 'client-ca',
    argument: 'FILE',
    command: 'serve',
    description: 'answer only clients with a certificate of these authorities (PEM)',
  },
  {
    long: 'program',
    argument: 'NAME',
    command: 'serve',
    description: 'always report this program, even while none of it runs; may be repeated',
  },
  {
    long: 'recordings',
    argument: 'DIR',
    command: 'serve',
    description: 'also serve the recordings in this folder that have no arguments of programs',
  },
  { long: 'devices', panes: ['disks'], description: 'only the devices; CSV has the file systems without it' },
  {
    long: 'deleted',
    panes: ['disks'],
    description: 'with --json: also what is deleted, but open, and which process holds it',
  },
  { long: 'no-color', short: 'C', description: 'use no colours (the same as NO_COLOR)' },
  { long: 'no-mouse', short: 'M', description: 'leave the mouse to the terminal' },
  { long: 'no-unicode', short: 'U', description: 'draw with ASCII only' },
  {
    long: 'theme',
    argument: 'NAME',
    choices: choicesOf('theme'),
    description: `colour theme: ${choicesOf('theme').join(', ')}`,
  },
  { long: 'readonly', description: 'never signal or change a process' },
  { long: 'config', short: 'c', argument: 'FILE', description: 'read settings from FILE' },
  { long: 'no-config', description: 'ignore the settings file' },
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
  { long: 'man', description: 'print the man page as roff' },
  { long: 'doctor', description: 'print what ntop found on this machine, what it uses and why' },
  { long: 'help', short: 'h', description: 'print this help' },
  { long: 'version', short: 'V', description: 'print the version, and what ntop runs on' },
] as const satisfies readonly Flag[];

export type Long = (typeof FLAGS)[number]['long'];

/** The flag by its long name (--delay) or its letter (-d), without the dashes. */
export function findFlag(name: string): (Flag & { readonly long: Long }) | undefined {
  return FLAGS.find((flag: Flag) => flag.long === name || flag.short === name);
}

function choicesOf(id: string): readonly string[] {
  return (SETTINGS.find((setting) => setting.id === id)?.choices ?? []).map(String);
}
