import { writeText } from '../list/cell-text.js';
import { adapting, type Column, columnKinds, extra, isInJson, oneOf } from '../list/column-kinds.js';
import type { Part } from '../machine/machine.js';
import { STATES, stateLetter } from '../machine/process-kinds.js';
import type { WaitFacts, WaitReading } from '../machine/wait-facts.js';
import { pidCells, userName } from '../processes/columns.js';
import { commandText, fullName, writeCommand } from '../processes/command-line.js';
import { waitedSeconds } from '../sample/waited.js';
import { formatSpan } from '../text/units.js';
import { CAUSE_TEXTS, CAUSES, type Cause } from './causes.js';
import { channelOf, mountOf, parentOf, waitRowsOf } from './wait-rows.js';
import { waitsFor } from './wait-text.js';

/** The functions of a stack in one text, the innermost first. */
const STACK_SEPARATOR = ' < ';

const columnKind = columnKinds(waitRowsOf);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const command = columnKind<string>('text', 'left', 'ascending', writeCommand);
const found = columnKind<string>('text', 'left', 'ascending', writeText, 'waitFacts');
const number = columnKind<number>('number', 'right', 'ascending', String);
const span = columnKind<number>('seconds', 'right', 'descending', formatSpan);

/** The columns of the waits. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const WAIT_COLUMNS = [
  adapting(pidCells, number('pid', 'PID', 5, [], 'Process ID', ({ rows }, slot, { snapshot }) => snapshot.processes.columns.threadGroupId[rows[slot].slot])),
  adapting(pidCells, number('tid', 'TID', 5, ['thread'], 'Thread ID; the process ID for its first thread', ({ rows }, slot, { snapshot }) => snapshot.processes.columns.pid[rows[slot].slot])),
  label('name', 'NAME', 15, ['comm'], 'Name of the program, or of the thread', ({ rows }, slot, { snapshot: { processes: { texts } } }) => (rows[slot].slot === rows[slot].process ? fullName(texts.name[rows[slot].slot], texts.commandLine[rows[slot].slot]) : texts.name[rows[slot].slot])),
  oneOf(Object.keys(STATES), label('state', 'S', 1, ['s', 'status'], 'State: D uninterruptible sleep, R runnable, Z zombie, S sleeping', ({ rows }, slot, { snapshot }) => stateLetter(snapshot.processes.columns.state[rows[slot].slot]))),
  oneOf(CAUSES, found('cause', 'CAUSE', 18, ['waits'], 'What it waits for; - if that must not be known', ({ rows }, slot) => rows[slot].cause, (cause) => CAUSE_TEXTS[cause as Cause]), CAUSE_TEXTS),
  adapting(pidCells, number('parentPid', 'PPID', 5, ['parent', 'ppid'], 'Of a zombie: the parent that does not reap it', ({ rows }, slot, { snapshot }) => parentOf(snapshot, rows[slot])?.pid)),
  found('waitChannel', 'WCHAN', 20, [], 'Where in the kernel it sleeps; - if not permitted', ({ rows }, slot, { snapshot }) => channelOf(snapshot, rows[slot])),
  span('seconds', 'WAIT', 5, ['wait'], 'Time since it ran, as far as ntop has seen it', ({ rows }, slot, { snapshot }) => waitedSeconds(snapshot, rows[slot].slot)),
  found('stack', 'STACK', 40, [], 'Functions of the kernel, the innermost first; - if not permitted', ({ rows }, slot) => partOf(rows[slot].reading, 'stack')?.join(STACK_SEPARATOR)),
  extra(label('user', 'USER', 8, ['u', 'owner'], 'Effective user; the UID if it has no name', ({ rows }, slot, sample) => userName(sample, sample.snapshot.processes.columns.uid[rows[slot].slot]))),
  extra(found('systemCall', 'SYSCALL', 12, ['syscall'], 'System call that it is in; - if not permitted', ({ rows }, slot) => partOf(rows[slot].reading, 'systemCall'))),
  extra(found('mountPoint', 'MOUNT', 16, ['mount'], 'Mount of the file that it waits for', ({ rows }, slot) => mountOf(rows[slot]))),
  extra(found('waitsFor', 'FOR', 16, ['for'], 'The mount, the parent of a zombie, or else where in the kernel', ({ rows }, slot, { snapshot }) => waitsFor(snapshot, rows[slot]))),
  extra(command('command', 'COMMAND', 20, ['cmd', 'args'], 'Command line: program and arguments', ({ rows }, slot, { snapshot }) => commandText(snapshot.processes, rows[slot].process))),
] satisfies readonly Column[];

type WaitColumnId = (typeof WAIT_COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_WAIT_COLUMN_IDS: readonly WaitColumnId[] = [
  'pid', 'tid', 'user', 'state', 'cause', 'waitsFor', 'seconds', 'waitChannel', 'command',
];

/** The columns of JSON and CSV by default. Scripts rely on these ids. */
export const WAIT_JSON_COLUMN_IDS: readonly string[] = WAIT_COLUMNS.filter(isInJson).map(({ id }) => id);

function partOf<Name extends 'stack' | 'systemCall'>(
  reading: WaitReading | undefined,
  name: Name,
): Known<Name> | undefined {
  const part = reading?.ok ? (reading[name] as Part<Known<Name>>) : undefined;
  return part !== undefined && 'value' in part ? part.value : undefined;
}

type Known<Name extends 'stack' | 'systemCall'> = Extract<WaitFacts[Name], { readonly value: unknown }>['value'];
