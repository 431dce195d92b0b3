import { PANES } from '../model/panes.js';
import type { Column } from '../model/processes/columns.js';
import { version } from '../version.js';
import { FLAGS, type Flag } from './flags.js';

const INTRODUCTION = `ntop ${version}: what this machine is doing, live
Usage: ntop [PANE] [options]; PANE is ${PANES.map(({ id, shortName }) => `${id} (${shortName})`).join(', ')}`;

const NOTES = `With --json, --csv, --batch or --once, or when standard output is no terminal, ntop prints instead of drawing;
but for --batch it ends after one sample, or after -n of them.
ntop net --watch looks every 0.5 s unless -d says otherwise; what opens and closes in between is not seen.
Exit status: 0 fine, 1 failed, 2 wrong usage. In the program, ? shows the keys.`;

/** What --help prints. */
export function helpText(): string {
  const heads = FLAGS.map(headOf);
  const width = Math.max(...heads.map((head) => head.length));
  const lines = FLAGS.map(({ description }, index) => `  ${(heads[index] ?? '').padEnd(width)}  ${description}`);
  return `${INTRODUCTION}\n\n${lines.join('\n')}\n\n${NOTES}\n`;
}

function headOf(flag: Flag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const argument = flag.bare ? ` [${flag.argument}]` : flag.argument === undefined ? '' : ` ${flag.argument}`;
  return `${short}--${flag.long}${argument}`;
}

/** What `--fields help` and `--sort help` print. */
export function columnsText(columns: readonly Column[]): string {
  const width = Math.max(...columns.map(({ id }) => id.length));
  return columns
    .map(({ id, aliases, description }) => `${id.padEnd(width)}  ${description}${also(aliases)}\n`)
    .join('');
}

function also(aliases: readonly string[]): string {
  return aliases.length === 0 ? '' : ` (also ${aliases.join(', ')})`;
}
