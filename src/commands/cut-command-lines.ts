import type { CommandLines } from '../cli/flags.js';
import type { EventBatch } from '../model/machine/events.js';
import type { ProcessTable, Snapshot } from '../model/machine/snapshot.js';

type Cut = {
  /** Of arguments that each end with NUL. */
  readonly line: (line: string) => string;
  readonly words: (words: readonly string[]) => readonly string[] | undefined;
};

const CUTS: Readonly<Record<Exclude<CommandLines, 'full'>, Cut>> = {
  // A program that has written its own title has one argument with blanks, whatever is in it.
  name: {
    line: (line) => line.slice(0, line.search(/[\0\s]|$/)),
    words: ([name]) => (name === undefined ? [] : [name.slice(0, name.search(/\s|$/))]),
  },
  none: { line: () => '', words: () => undefined },
};

/** Leaves of command lines what may be recorded: arguments may hold passwords and tokens. */
export function cutCommandLines(how: CommandLines): (snapshot: Snapshot) => Snapshot {
  if (how === 'full') return (snapshot) => snapshot;
  const cut = CUTS[how];
  return (snapshot) => ({
    ...snapshot,
    processes: cutTable(snapshot.processes, cut, how === 'none'),
    ...(snapshot.events === undefined ? {} : { events: cutEvents(snapshot.events, cut) }),
  });
}

function cutTable(table: ProcessTable, { line }: Cut, isUnknown: boolean): ProcessTable {
  const { commandLine } = table.texts;
  const { commandUnknown } = table.columns;
  // No arguments would mean a thread of the kernel, or a program that has overwritten its own.
  const unknown = (was: number, slot: number) => (commandLine[slot] ? 1 : was);
  return {
    ...table,
    texts: { ...table.texts, commandLine: commandLine.map(line) },
    ...(isUnknown ? { columns: { ...table.columns, commandUnknown: commandUnknown.map(unknown) } } : {}),
  };
}

function cutEvents(batch: EventBatch, { words }: Cut): EventBatch {
  return {
    ...batch,
    events: batch.events.map((event) => ({ ...event, command: event.command && words(event.command) })),
  };
}
