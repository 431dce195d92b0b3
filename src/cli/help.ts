import { bothNames, hasName, hasTab, type Pane } from '../model/list/pane.js';
import { PANES } from '../model/panes.js';
import type { Column } from '../model/processes/columns.js';
import { version } from '../version.js';
import { FLAGS, type Flag } from './flags.js';

const INTRODUCTION = `ntop ${version}: a terminal monitor for Linux
Usage: ntop [PANE] [USER@HOST] [OPTION]...
       ntop record [FILE|FOLDER] [OPTION]...
       ntop replay [FILE|FOLDER] [PANE] [OPTION]...
       ntop serve [OPTION]...
Panes: ${namesOf(PANES.filter(hasTab))};
  ${namesOf(PANES.filter((pane) => hasName(pane) && !hasTab(pane)))}; without one, ${PANES[0].id}`;

function namesOf(panes: readonly Pane[]): string {
  return panes.map(bothNames).join(', ');
}

const NOTES = `ntop draws a screen. With --batch, --once, --json or --csv, or if standard output is not a terminal, it prints text.
With --json or --csv: one sample unless -n or -b.
ntop events prints what happens, one line each, until -n or ^C: processes, ports, logins.
ntop record writes samples to a file or a folder until -n or ^C; ntop replay shows or prints them.
ntop serve answers Prometheus (OpenMetrics) until ^C.
ntop net --watch reads every 0.5 s unless -d is given. A port that opens and closes between two readings is missed.
With USER@HOST or ssh://[USER@]HOST[:PORT] all of it is about that machine, over ssh; nothing has to be installed there.
Exit status: 0 success, 1 failure, 2 usage error, 3 a row matched (--fail-if-any). On the screen, ? shows the keys.`;

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
