import { writeText } from '../list/cell-text.js';
import type { CellContext } from '../list/column-kinds.js';
import { ZOMBIE } from '../machine/process-kinds.js';
import type { ProcessTable } from '../machine/snapshot.js';
import { bySlot } from '../sample/by-slot.js';

/** The kernel keeps this many bytes of a task's name (TASK_COMM_LEN without its NUL). */
export const NAME_BYTES = 15;

/** The arguments of a process, which it may have rewritten; none for kernel threads. */
export function argumentsOf(commandLine: string): readonly string[] {
  if (commandLine === '') return [];
  return (commandLine.endsWith('\0') ? commandLine.slice(0, -1) : commandLine).split('\0');
}

/** The program's full name: if the kernel cut it, the first argument's last part completes it. */
export function fullName(name: string, commandLine: string): string {
  if (name.length > NAME_BYTES || byteLength(name) !== NAME_BYTES) return name;
  const program = baseName(firstArgument(commandLine));
  return program.startsWith(name) ? program : name;
}

/**
 * The exact command of a process: its arguments joined by blanks, `[name]` if it has none, `name …` if they can't be
 * read, and `name <defunct>` for a zombie.
 */
export function commandText({ columns, texts }: ProcessTable, slot: number): string {
  const name = texts.name[slot] === '' ? String(columns.pid[slot]) : texts.name[slot];
  if (columns.state[slot] === ZOMBIE) return `${name} <defunct>`;
  const command = joined(slot, texts.commandLine[slot]);
  if (command !== '') return command;
  return columns.commandUnknown[slot] === 1 ? `${name} …` : bracketed(slot, name);
}

/**
 * The same without the program's directory. Only a text that starts with a path has one, up to its first blank: some
 * programs write all their arguments into the first, and a title such as `sshd: ada@pts/3` is not a path.
 */
export function withoutFolder(command: string): string {
  if (!command.startsWith('/')) return command;
  const end = command.indexOf(' ');
  const program = end < 0 ? command : command.slice(0, end);
  return baseName(program) + command.slice(program.length);
}

/** A command as in the list. */
export function writeCommand(command: string, context: CellContext): string {
  return writeText(context.fullPath ? command : withoutFolder(command), context);
}

/** Cached, because filter, search and sorting need every command at every key and sample. */
const joined = bySlot(joinArguments);
const bracketed = bySlot((name) => `[${name}]`);

/** Programs that rewrite their title leave blanks and NULs after it. */
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

/** The length in UTF-8; a lone surrogate stands for one byte that is not UTF-8. */
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
