import { keyName } from '../model/keys/key-names.js';
import { KEYMAP, keysOf } from '../model/keys/keymap.js';
import { hasName, namesOf, type Pane } from '../model/list/pane.js';
import type { Setting } from '../model/list/setting.js';
import { PANES } from '../model/panes.js';
import { SETTINGS } from '../model/state/settings.js';
import { version } from '../version.js';
import { FLAGS, type Flag } from './flags.js';

/** The man page ntop(1) as mdoc(7), made from the tables of flags, keys, columns and settings. */
export function manPage(): string {
  return [
    // Without a date of its own: two builds of a release are the same.
    '.Dd $Mdocdate$',
    '.Dt NTOP 1',
    '.Os',
    '.Sh NAME',
    '.Nm ntop',
    '.Nd terminal monitor for processes, sockets, memory, sessions, disks, control groups and sensors',
    '.Sh SYNOPSIS',
    '.Nm',
    '.Op Ar pane',
    '.Op Ar option ...',
    '.Nm Cm record',
    '.Op Ar file | folder',
    '.Op Ar option ...',
    '.Nm Cm replay',
    '.Op Ar file | folder',
    '.Op Ar pane',
    '.Op Ar option ...',
    '.Nm Cm serve',
    '.Op Ar option ...',
    '.Sh DESCRIPTION',
    ...paragraph(DESCRIPTION),
    '.Pp',
    text('The panes, by their names and short names:'),
    ...list(
      PANES.filter(hasName).map(({ id, shortName, label, key }) => ({
        head: namesOf({ id, shortName }).join(', '),
        body: `${label}; key ${key}`,
      })),
    ),
    '.Sh OPTIONS',
    ...list(FLAGS.map((flag) => ({ head: flagHead(flag), body: sentence(flag.description) }))),
    '.Sh FILTERS',
    ...paragraph(FILTERS),
    '.Sh RECORDINGS',
    ...paragraph(RECORDINGS),
    '.Sh PROMETHEUS',
    ...paragraph(PROMETHEUS),
    '.Sh THE RECORD SERVICE',
    ...paragraph(SERVICE),
    '.Sh THE SERVE SERVICE',
    ...paragraph(SERVE_SERVICE),
    '.Sh KEYS',
    ...keySections(),
    '.Sh COLUMNS',
    text('What --fields, --sort and filters take. JSON uses the long names.'),
    ...PANES.flatMap(columnSection),
    '.Sh SETTINGS',
    text('The settings file is TOML. Only W writes it; comments stay.'),
    ...list(SETTINGS.map(settingEntry)),
    '.Sh ENVIRONMENT',
    ...list(ENVIRONMENT),
    '.Sh FILES',
    ...list(FILES),
    '.Sh EXIT STATUS',
    ...list(STATUSES),
    '.Sh EXAMPLES',
    ...EXAMPLES.flatMap(({ task, command }) => [text(`${task}:`), `.Dl ${escaped(command)}`, '.Pp']).slice(0, -1),
    '.Sh SEE ALSO',
    '.Xr free 1 ,',
    '.Xr ps 1 ,',
    '.Xr top 1 ,',
    '.Xr who 1 ,',
    '.Xr ss 8',
    '',
  ].join('\n');
}

const DESCRIPTION = [
  `ntop ${version} shows what a machine is doing and lets you act on it. On a terminal it draws a screen; with --batch, --once, --json or --csv, or if standard output is not a terminal, it prints the pane and ends.`,
  'A process is its PID, its start time and its pidfd: a key or a dialog never reaches another process that was given the same PID. What is not known is shown as "-" and printed as null, never as 0.',
];

const FILTERS = [
  'A word matches if the command or the name contains it, in any case. "column op value" compares, where op is one of = != ~ !~ < <= > >= and ~ matches a regular expression. "and", "or", "not" and parentheses combine; two conditions side by side mean "and".',
  'Values take units: mem>500M, time>1h, cpu>5. Quotes keep blanks.',
];

const RECORDINGS = [
  'ntop record reads the machine every five seconds, or as -d says, and writes what it read until -n, ^C or SIGTERM. A path that does not exist is a file if it ends in .ntr, else a folder, in which each start begins a file of its own and the oldest are removed (--keep, by default 14d; --max, by default 2G). Without a path it is the folder $XDG_STATE_HOME/ntop. One recorder writes to a file or folder at a time. While the disk is full nothing is recorded; when there is room again, recording goes on.',
  'ntop replay shows a recording on the screens of ntop, with the keys under Past, from --from or else from its newest sample on, which is followed while it is still recorded. With --json, --csv or --batch it prints the samples as if they were read now; "time" is the time of the recording. "ntop replay FILE events --json" prints what happened. What was not read is shown as "-" and printed as null. What of a file is damaged is left out, and standard error says so; --info says what a recording holds.',
  'TIME is in the time zone of the recording unless it has one. "-5m" counts from the end of the recording; after --from, a "+10m" of --to counts from there.',
  'Processes are recorded whatever --sections names; without "processes" only what each sample reads of them anyway.',
  'Arguments of programs may hold secrets: with --command-lines name or none they are not recorded. Only its user can read a recording.',
];

const PROMETHEUS = [
  'ntop serve answers HTTP requests until ^C or SIGTERM: /metrics is the machine as OpenMetrics or, unless that is asked for, as Prometheus text; /-/healthy says that ntop answers. Only GET and HEAD are answered. Nothing can be changed through it, and no command line is served.',
  'It listens on loopback unless --listen says otherwise. Any other address needs --token-file, a file of mode 0600 with at least 16 characters, which requests have to send as "Authorization: Bearer TOKEN"; or --client-ca, with which a client needs a certificate of these authorities. Without --tls-cert and --tls-key the token can be read on the way. Token and certificates are read when it starts. The Host header must name this machine: an address of it, its name, localhost on loopback, or a name of the certificate.',
  'With --recordings, /recordings/ lists the recordings of a folder, a line each with name, bytes and time, and /recordings/NAME is one of them, with ranges. Arguments of programs may hold secrets: only what was recorded with --command-lines name or none is served, and what is not served is named when it starts.',
];

const SERVICE = [
  'ntop-record.service records all the time, into /var/lib/ntop. The Debian package brings it, switched off; "systemctl enable --now ntop-record" switches it on, and "sudo ntop replay /var/lib/ntop" shows it. The npm package has it as contrib/ntop-record.service, to be copied to /etc/systemd/system; ExecStart must name the installed program.',
  'It runs as root with the capabilities that reading takes, writes nowhere but into its folder, and opens no connection. "systemctl edit ntop-record" changes how often it reads and what it keeps.',
];

const SERVE_SERVICE = [
  'ntop-serve.service serves all the time, to this machine alone. The Debian package brings it, switched off: "systemctl enable --now ntop-serve" switches it on. The npm package has it as contrib/ntop-serve.service. Beside it, and in /usr/share/doc/ntop-monitor/examples/prometheus, are a scrape configuration, rules and alerts for Prometheus, and a dashboard for Grafana.',
  'It runs as a user of its own with the capabilities that reading takes. "systemctl edit ntop-serve" changes where it listens; both ExecStart and IPAddressAllow must then allow it.',
];

const ENVIRONMENT = [
  { head: 'NO_COLOR', body: 'If set, ntop uses no colours.' },
  { head: 'TERM, COLORTERM', body: 'The terminal, and how many colours it has.' },
  { head: 'LC_ALL, LC_CTYPE, LANG', body: 'Without a UTF-8 locale ntop draws with ASCII.' },
  { head: 'COLUMNS', body: 'Width of printed text, unless --width is given.' },
  {
    head: 'NTOP_REMOTE_DIR',
    body: 'On the other machine of USER@HOST: the folder from which the helper is run, tried first.',
  },
  { head: 'NTOP_PROCFS, NTOP_SYSFS', body: 'Where proc and sysfs are mounted, instead of /proc and /sys.' },
];

const FILES = [
  {
    head: '$XDG_CONFIG_HOME/ntop/ntop.toml',
    body: 'Settings; ~/.config/ntop/ntop.toml if XDG_CONFIG_HOME is not set.',
  },
  {
    head: '$XDG_CACHE_HOME/ntop',
    body: 'Compiled code for the next start; ~/.cache/ntop if XDG_CACHE_HOME is not set. It can be removed at any time.',
  },
  {
    head: '$XDG_STATE_HOME/ntop',
    body: 'Recordings; ~/.local/state/ntop if XDG_STATE_HOME is not set.',
  },
];

const STATUSES = [
  { head: '0', body: 'Success. A closed pipe and ^C are no failure.' },
  { head: '1', body: 'Failure; one sentence on standard error says why.' },
  { head: '2', body: 'Usage error; it names the option.' },
  { head: '3', body: 'With --fail-if-any: a row or an event that passed the filter was printed.' },
];

/** Search terms. */
const EXAMPLES = [
  { task: 'Find what uses the CPU, once, as text', command: 'ntop --once | head -20' },
  {
    task: 'Show only the processes of a user that use more than 5% of a CPU',
    command: "ntop --filter 'user=www cpu>5'",
  },
  { task: 'Find which process listens on a port', command: 'ntop net --listening --filter port=443' },
  { task: 'List all listening sockets with their owners as JSON', command: 'ntop net --listening --json' },
  { task: 'Print each port that opens, closes or changes its owner', command: 'ntop net --watch' },
  { task: 'List the processes that use the most memory', command: 'ntop mem --csv --fields pid,user,res,swap,command' },
  { task: 'Show who is logged in, from where and for how long idle', command: 'ntop who' },
  { task: 'Show which processes and threads wait, and for what', command: 'ntop waits' },
  { task: 'Print what is hotter than it should be', command: "ntop sensors --filter 'kind=temperature value>80'" },
  {
    task: 'Log CPU and memory of one process every ten seconds',
    command: 'ntop -p 1234 -b -d 10 --csv --fields time,cpu,res',
  },
  { task: 'Record the machine all the time', command: 'ntop record' },
  {
    task: 'See what used the CPU at ten past three',
    command: 'ntop replay ~/.local/state/ntop --from 3:10 --to +1m --json',
  },
  {
    task: 'List what has ended with a failure in a recording',
    command: "ntop replay day.ntr events --filter 'event=crashed or status!=0'",
  },
  { task: 'Look at another machine over ssh, where ntop is not installed', command: 'ntop ada@web-01' },
  {
    task: 'Find which process listens on a port of another machine',
    command: 'ntop net ada@web-01 --listening --filter port=443',
  },
  { task: 'Let Prometheus on this machine read it', command: 'ntop serve' },
  {
    task: 'Let Prometheus on another machine read it',
    command: 'ntop serve --listen :9465 --token-file /etc/ntop/token --tls-cert cert.pem --tls-key key.pem',
  },
  { task: 'Look at a machine without being able to change anything', command: 'ntop --readonly' },
];

type Entry = { readonly head: string; readonly body: string };

function flagHead(flag: Flag): string {
  const argument = flag.argument === undefined ? '' : ` ${flag.bare ? `[${flag.argument}]` : flag.argument}`;
  return `${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.long}${argument}`;
}

function keySections(): readonly string[] {
  return [...new Set(KEYMAP.map(({ section }) => section))].flatMap((name) => {
    const bindings = KEYMAP.filter(({ section }) => section === name);
    const entries = bindings.map((binding) => ({
      head: keysOf(binding, 'classic').map(keyName).map(spelled).join('  '),
      body: sentence(binding.description),
    }));
    return [`.Ss ${escaped(name)}`, ...list(entries)];
  });
}

function columnSection({ label, shortName, columns }: Pane): readonly string[] {
  const entries = columns.map(({ id, aliases, description }) => ({
    head: [id, ...aliases].join(', '),
    body: sentence(description),
  }));
  return [`.Ss ${escaped(`${label} (ntop ${shortName})`)}`, ...list(entries)];
}

function settingEntry({ id, initial, description, choices }: Setting): Entry {
  const values = choices === undefined ? '' : ` One of ${choices.join(', ')}.`;
  return { head: id, body: `${sentence(description)}${values} Default: ${String(initial)}.` };
}

function list(entries: readonly Entry[]): readonly string[] {
  return ['.Bl -tag -width Ds', ...entries.flatMap(({ head, body }) => [`.It ${escaped(head)}`, text(body)]), '.El'];
}

function paragraph(sentences: readonly string[]): readonly string[] {
  return sentences.flatMap((one, index) => (index === 0 ? [text(one)] : ['.Pp', text(one)]));
}

function sentence(description: string): string {
  const begun = description.charAt(0).toUpperCase() + description.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** Text, a sentence a line; a dot or quote at the start of a line would make it a request. */
function text(line: string): string {
  const lines = line.split(/(?<=[.!?]) (?=[A-Z"])/);
  return lines.map((one) => escaped(one).replace(/^[.']/, '\\&$&')).join('\n');
}

const CHARACTERS: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  '"': '\\(dq',
  "'": '\\(aq',
  '^': '\\(ha',
  '~': '\\(ti',
  '`': '\\(ga',
};

/** Characters that roff would change, or take for its own; in a request no word is one of its macros. */
function escaped(line: string): string {
  return line
    .replace(/[\\\-"'^~`]/g, (character) => CHARACTERS[character] ?? character)
    .replace(/[^\x00-\x7f]/gu, unicode)
    .replace(/(?<=^| )(?=[A-Z][A-Za-z]( |$)|[A-Z][a-z]{2}( |$)|[^\w\s\\]+( |$))/g, '\\&');
}

/** A character beyond ASCII by its number, so that no reader needs to know how the page is encoded. */
function unicode(character: string): string {
  return `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

const SPELLED: Readonly<Record<string, string>> = { '↑': 'Up', '↓': 'Down', '←': 'Left', '→': 'Right' };

/** Arrows by name: not every device of roff has them. */
function spelled(key: string): string {
  return SPELLED[key] ?? key;
}
