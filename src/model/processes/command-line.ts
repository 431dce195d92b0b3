import { writeText } from '../list/cell-text.js';
import type { CellContext } from '../list/column-kinds.js';
import { ZOMBIE } from '../machine/process-kinds.js';
import type { ProcessTable } from '../machine/snapshot.js';
import { bySlot } from '../sample/by-slot.js';

/** The kernel keeps this many bytes of a task's name (TASK_COMM_LEN without its NUL). */
export const NAME_BYTES = 15;

/** Arguments as the process was given them, or as it has rewritten them since; none for kernel threads. */
export function argumentsOf(commandLine: string): readonly string[] {
  if (commandLine === '') return [];
  return (commandLine.endsWith('\0') ? commandLine.slice(0, -1) : commandLine).split('\0');
}

/** The program's name, in full where the kernel cut it: then the first argument's last part goes on where it ends. */
export function fullName(name: string, commandLine: string): string {
  if (name.length > NAME_BYTES || byteLength(name) !== NAME_BYTES) return name;
  const program = baseName(firstArgument(commandLine));
  return program.startsWith(name) ? program : name;
}

/**
 * The command of a process, exact: its arguments joined by blanks, `[name]` for what has none, and
 * `name <defunct>` for a zombie.
 */
export function commandText({ columns, texts }: ProcessTable, slot: number): string {
  const name = texts.name[slot] === '' ? String(columns.pid[slot]) : texts.name[slot];
  if (columns.state[slot] === ZOMBIE) return `${name} <defunct>`;
  return joined(slot, texts.commandLine[slot]) || bracketed(slot, name);
}

/**
 * The same without the program's folder. Only what starts as a path has one, up to its first blank: some programs
 * write all their arguments into the first, and a title such as `sshd: ada@pts/3` is no path.
 */
export function withoutFolder(command: string): string {
  if (!command.startsWith('/')) return command;
  const end = command.indexOf(' ');
  const program = end < 0 ? command : command.slice(0, end);
  return baseName(program) + command.slice(program.length);
}

/** A command as the list has it. */
export function writeCommand(command: string, context: CellContext): string {
  return writeText(context.fullPath ? command : withoutFolder(command), context);
}

/** Filter, search and order ask for every process's command, at every key and sample. */
const joined = bySlot(joinArguments);
const bracketed = bySlot((name) => `[${name}]`);

/** Programs that rewrite their title leave blanks and NULs behind it. */
function joinArguments(commandLine: string): string {
  let end = commandLine.length;
  while (end > 0 && (commandLine[end - 1] === '\0' || commandLine[end - 1] === ' ')) end -= 1;
  return commandLine.slice(0, end).replaceAll('\0', ' ');
}

function firstArgument(commandLine: string): string {
  const end = commandLine.indexOf('\0');
  return end < 0 ? commandLine : commandLine.slice(0, end);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** In UTF-8; a lone surrogate stands for one byte that was not. */
function byteLength(text: string): number {
  let bytes = 0;
  let code = 0;
  for (let index = 0; index < text.length; index += code < 0x10000 ? 1 : 2) {
    code = text.codePointAt(index) ?? 0;
    const lone = code >= 0xdc80 && code <= 0xdcff;
    bytes += code < 0x80 || lone ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
