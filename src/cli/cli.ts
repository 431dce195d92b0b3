import type { Pane } from '../model/list/pane.js';
import { partnerOf } from '../model/panes.js';
import type { Settings } from '../model/state/settings.js';
import { defaultSettingsText } from '../settings/settings-text.js';
import { readArguments, type Typed, type UsageError } from './arguments.js';
import { completions, type Shell } from './completions.js';
import * as read from './flag-values.js';
import type { Long } from './flags.js';
import { columnsText, helpText } from './help.js';
import { takeHost } from './host.js';
import { readLists } from './lists.js';
import { manPage } from './man.js';
import type { Options, RecordOptions, ServeOptions } from './options.js';
import { readRecord } from './record-flags.js';
import { readReplay, refuseWithReplay } from './replay-flags.js';
import { readServe } from './serve-flags.js';
import { readWatch, refuseWithWatch } from './watch-flags.js';

/** The command line asks for a text (--help, --version …) instead of the program. */
export type Information = { readonly kind: 'information'; readonly text: string };

/** The command line asks for --version. */
export type VersionQuestion = { readonly kind: 'version' };

/** The command line asks for --doctor instead of the program. */
export type Examination = { readonly kind: 'examination'; readonly options: Options };

type Parsed = Options | RecordOptions | ServeOptions | UsageError | Information | VersionQuestion | Examination;

/**
 * What a command line asks for. If a flag is given twice, the last one counts; lists add up.
 * It neither reads files nor exits: the caller prints and sets the exit status.
 */
export function parseArguments(argv: readonly string[]): Parsed {
  const all = readArguments(argv);
  if ('kind' in all) return all;
  try {
    const { host, words } = takeHost(all.words);
    const typed = { values: all.values, words };
    const information = informationFrom(typed);
    if (information !== undefined) return information;
    const command = read.commandOf(typed);
    read.refuseOutside(typed.values, command);
    if (command === 'record') return { ...readRecord(typed), host };
    if (command === 'serve') return readServe(typed, host);
    if (command === 'replay' && host !== undefined)
      throw new read.Refused('a recording is read on this machine, without USER@HOST');
    const options = { ...optionsFrom(typed), host };
    return typed.values.has('doctor') ? { kind: 'examination', options } : options;
  } catch (error) {
    if (error instanceof read.Refused) return { kind: 'usage', message: error.message };
    throw error;
  }
}

function informationFrom(typed: Typed): Information | VersionQuestion | undefined {
  const { values } = typed;
  const last = (long: Long) => values.get(long)?.at(-1);
  if (values.has('help')) return information(helpText());
  if (values.has('version')) return { kind: 'version' };
  if (last('fields') === 'help' || last('sort') === 'help') {
    const pane = read.pane(read.paneWords(typed));
    return information(columnsText([pane, partnerOf(pane)].flatMap((list) => list?.columns ?? [])));
  }
  if (values.has('man')) return information(manPage());
  if (values.has('default-config')) return information(defaultSettingsText());
  const shell = read.choice(values, 'completions', 'shell');
  if (shell === undefined) return undefined;
  return information(completions(shell as Shell));
}

function information(text: string): Information {
  return { kind: 'information', text };
}

function optionsFrom(typed: Typed): Omit<Options, 'host'> {
  const { values } = typed;
  const pane = read.pane(read.paneWords(typed));
  const replay = readReplay(typed);
  read.refuseElsewhere(values, pane);
  read.refuseTogether(values, 'json', 'csv');
  read.refuseTogether(values, 'once', 'iterations');
  read.refuseTogether(values, 'config', 'no-config');
  const output = outputOf(typed, pane);
  const watch = readWatch(values, pane, output);
  refuseWithWatch(values, watch, pane);
  if (replay !== undefined) refuseWithReplay(values, output);
  const lists = listsOf(typed, pane, output);
  const yes = (long: Long) => (values.has(long) ? true : undefined);
  const no = (long: Long) => (values.has(long) ? false : undefined);
  return {
    kind: 'options',
    ...lists.first,
    second: lists.second,
    deleted: values.has('deleted'),
    replay,
    sockets: read.sockets(values),
    watch,
    output,
    iterations: iterationsOf(typed, output, watch, replay),
    delaySeconds: read.delay(values),
    width: read.wholeNumber(values, 'width'),
    users: read.users(values),
    pids: read.pids(values),
    failIfAny: values.has('fail-if-any'),
    tree: yes('tree'),
    threads: yes('threads'),
    hideIdle: yes('hide-idle'),
    color: no('no-color'),
    mouse: no('no-mouse'),
    unicode: no('no-unicode'),
    theme: read.choice(values, 'theme', 'theme') as Settings['theme'] | undefined,
    keys: read.choice(values, 'keys', 'key preset') as Settings['keys'] | undefined,
    readonly: values.has('readonly'),
    configPath: values.get('config')?.at(-1),
    useConfig: !values.has('no-config'),
  };
}

/** CSV has the file systems unless the devices are asked for. */
function listsOf({ values }: Typed, pane: Pane, output: Options['output']) {
  if (values.has('deleted') && output !== 'json') throw new read.Refused('--deleted needs --json');
  const only = values.has('devices') ? pane : undefined;
  return readLists(values, pane, output === 'csv' ? (only ?? partnerOf(pane)) : undefined, only);
}

/** What prints text unless JSON or CSV is asked for. */
const PRINTING: readonly Long[] = ['batch', 'once', 'watch', 'fail-if-any'];

function outputOf({ values }: Typed, { printed }: Pane): Options['output'] {
  if (values.has('json')) return 'json';
  if (values.has('csv')) return 'csv';
  return printed !== undefined || PRINTING.some((long) => values.has(long)) ? 'text' : 'screen';
}

/** The number of samples, or of events with --watch; a recording has an end of its own. */
function iterationsOf(
  { values }: Typed,
  output: Options['output'],
  { print }: Options['watch'],
  replay: Options['replay'],
): number | undefined {
  if (values.has('once')) return 1;
  const given = read.wholeNumber(values, 'iterations');
  if (given !== undefined || values.has('batch') || print !== undefined || replay !== undefined) return given;
  return output === 'screen' ? undefined : 1;
}
