import { nearest } from '../model/text/nearest.js';
import { quoted } from '../model/text/text.js';
import { parseBytes, parseSeconds } from '../model/text/units.js';
import type { Typed } from './arguments.js';
import { choice, delay, list, oneOf, Refused, refuseOthers, type Values, wholeNumber } from './flag-values.js';
import { type CommandLines, type Long, NAMED_SECTIONS, SECTIONS, type Section } from './flags.js';
import type { RecordOptions } from './options.js';

/** Weeks fit into a small disk, and what happened within a second is in the events. */
const USUAL_DELAY_SECONDS = 5;

/** Besides the flags of its own. */
const ALSO: readonly Long[] = ['delay', 'iterations'];

export function readRecord({ values, words: [, path, ...more] }: Typed): Omit<RecordOptions, 'host'> {
  refuseOthers(values, 'record', ALSO);
  if (more.length > 0) throw new Refused('ntop record writes to one file or folder');
  return {
    kind: 'record',
    path,
    delaySeconds: delay(values) ?? USUAL_DELAY_SECONDS,
    iterations: wholeNumber(values, 'iterations'),
    keepSeconds: amount(
      values,
      'keep',
      (text) => (/[a-z]$/i.test(text) ? parseSeconds(text) : undefined),
      '14d or 36h',
    ),
    mostBytes: amount(values, 'max', parseBytes, '2G or 500M'),
    commandLines: (choice(values, 'command-lines', 'way to record command lines') ?? 'full') as CommandLines,
    sections: new Set(
      list(values, 'sections')?.map(section) ?? SECTIONS.filter((one) => !NAMED_SECTIONS.includes(one)),
    ),
  };
}

function amount(values: Values, long: Long, parse: (text: string) => number | undefined, example: string) {
  const text = values.get(long)?.at(-1);
  if (text === undefined) return undefined;
  const parsed = parse(text);
  if (parsed !== undefined && parsed > 0) return parsed;
  throw new Refused(`invalid --${long} ${quoted(text)}: use ${example}`);
}

function section(word: string): Section {
  const found = SECTIONS.find((one) => one === word);
  if (found !== undefined) return found;
  const near = nearest(word, SECTIONS);
  const guess = near === undefined ? '' : `; did you mean ${near}?`;
  throw new Refused(`unknown section ${quoted(word)}: use ${oneOf(SECTIONS)}${guess}`);
}
