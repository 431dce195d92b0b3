import { quoted } from '../model/text/text.js';
import { parseTime } from '../model/timeline/times.js';
import type { Typed } from './arguments.js';
import { commandOf, Refused, refuseTogether, type Values } from './flag-values.js';
import type { Long } from './flags.js';
import type { Options, ReplayChoice } from './options.js';

export function readReplay(typed: Typed): ReplayChoice | undefined {
  if (commandOf(typed) !== 'replay') return undefined;
  const { values, words } = typed;
  return { path: words[1], from: time(values, 'from'), to: time(values, 'to'), isInfo: values.has('info') };
}

/** Any moment will do to see whether it is a time: which one it is depends on the recording. */
const ANY = { momentMilliseconds: 0, nowMilliseconds: 0, utcOffsetMinutes: () => 0 };

function time(values: Values, long: Long): string | undefined {
  const text = values.get(long)?.at(-1);
  if (text === undefined) return undefined;
  const parsed = parseTime(text, ANY);
  if (parsed.ok) return text;
  throw new Refused(`invalid --${long} ${quoted(text)}: ${parsed.reason}`);
}

/** What is about a machine that still runs, or about the pace of printing, has no meaning for a recording. */
const NOT_WITH: readonly Long[] = ['watch', 'watch-port', 'doctor', 'deleted'];

/** What chooses or shapes samples that are printed: --info is about all of the recording. */
const NOT_WITH_INFO: readonly Long[] = [
  ...([
    'batch',
    'once',
    'iterations',
    'json',
    'csv',
    'fail-if-any',
    'fields',
    'filter',
    'user',
    'pid',
    'sort',
  ] as const),
  ...(['from', 'to'] as const),
];

export function refuseWithReplay(values: Values, output: Options['output']): void {
  const misplaced = NOT_WITH.find((long) => values.has(long));
  if (misplaced !== undefined) throw new Refused(`--${misplaced} does not work with ntop replay`);
  for (const long of NOT_WITH_INFO) refuseTogether(values, 'info', long);
  if (output !== 'screen') refuseTogether(values, 'delay', output === 'text' ? 'batch' : output);
}
