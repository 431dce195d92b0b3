import { constants } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { NAME_BYTES } from '../../model/processes/command-line.js';
import { addon } from '../../probe/addon.js';
import { AccessDenied, NoSuchProcess, ZombieProcess } from '../errors.js';
import { NUMBER, PART, TEXT } from './process-facts.js';
import { ProcessReadings } from './process-readings.js';

const { ENOENT, ESRCH } = constants.errno;

/**
 * The texts of a process. They are its own choice, exact, and not safe for a terminal; bytes that are no UTF-8 are
 * U+DC80 to U+DCFF, as in Python's PEP 383.
 */
export abstract class ProcessTexts extends ProcessReadings {
  /** The arguments that cmdline has split last: most stay what they are. */
  #split: { readonly text: string; readonly parts: readonly string[] } | undefined;

  /**
   * What the process is called; the program's whole name where the kernel cut it off after 15 bytes and the arguments
   * have it. From /proc/PID/stat and cmdline.
   */
  name(): string {
    const name = this.facts(PART.stat).text(TEXT.name);
    if (name.length * 3 < NAME_BYTES || byteLength(name) < NAME_BYTES) return name;
    const whole = basename(this.#argumentsOrNone()[0] ?? '');
    return whole.startsWith(name.replace(/[\udc80-\udcff]+$/, '')) ? whole : name;
  }

  /**
   * Path of the program; empty for a kernel thread. When it may not be known, the first argument if that is a program's
   * path. From /proc/PID/exe. Throws ZombieProcess and AccessDenied.
   */
  exe(): string {
    const facts = this.look(PART.executable);
    const error = facts.errorOf('executable');
    if (error === 0) return facts.text(TEXT.executable);
    const failure = this.#unlinked(error, 'executable');
    if (failure !== undefined && !(failure instanceof AccessDenied)) throw failure;
    const guess = this.#argumentsOrNone()[0] ?? '';
    if (isAbsolute(guess) && addon().isThere(guess, true)) return guess;
    if (failure !== undefined) throw failure;
    return '';
  }

  /** Whether the program's file was deleted or replaced since it was started. */
  exeDeleted(): boolean {
    const facts = this.look(PART.executable);
    const error = facts.errorOf('executable');
    const failure = error === 0 ? undefined : this.#unlinked(error, 'executable');
    if (failure !== undefined) throw failure;
    return error === 0 && facts.number(NUMBER.executableDeleted) === 1;
  }

  /**
   * The arguments; none for a kernel thread. From /proc/PID/cmdline, which a process may write over: a title in its place
   * is split at blanks, unless it is the path of a file, and what it left of the arguments appears as empty ones. Throws ZombieProcess.
   */
  cmdline(): readonly string[] {
    const text = this.facts(PART.commandLine).text(TEXT.commandLine);
    if (text === '') this.refuseZombie();
    if (text !== this.#split?.text) this.#split = { text, parts: Object.freeze(splitArguments(text)) };
    const { parts } = this.#split;
    const [only = ''] = parts;
    if (parts.length !== 1 || !only.includes(' ') || this.#isPath(only)) return parts;
    return Object.freeze(only.split(' '));
  }

  /** Whether an argument is the path of the program that runs, from wherever it was started, or of another file. */
  #isPath(argument: string): boolean {
    const facts = this.look(PART.executable | PART.workingDirectory);
    const program = facts.errorOf('executable') === 0 ? facts.text(TEXT.executable) : '';
    if (program === argument || program.endsWith(`/${argument.replace(/^(?:\.{1,2}\/+)+/, '')}`)) return true;
    if (isAbsolute(argument)) return addon().isThere(argument, false);
    const known = facts.errorOf('workingDirectory') === 0;
    return known && addon().isThere(join(facts.text(TEXT.workingDirectory), argument), false);
  }

  /** The working directory. From /proc/PID/cwd. Throws ZombieProcess and AccessDenied. */
  cwd(): string {
    return this.facts(PART.workingDirectory).text(TEXT.workingDirectory);
  }

  /** Whether the working directory was deleted. */
  cwdDeleted(): boolean {
    return this.facts(PART.workingDirectory).number(NUMBER.workingDirectoryDeleted) === 1;
  }

  /**
   * The variables the process was started with, later ones of the same name last; none for a kernel thread. From
   * /proc/PID/environ. Throws ZombieProcess and AccessDenied.
   */
  environ(): Readonly<Record<string, string>> {
    const facts = this.look(PART.environment);
    const error = facts.errorOf('environment');
    const failure = error === 0 ? undefined : this.#unlinked(error, 'environment');
    if (failure !== undefined) throw failure;
    const text = error === 0 ? facts.text(TEXT.environment) : '';
    if (text === '') this.refuseZombie();
    return Object.freeze(Object.fromEntries(splitVariables(text)));
  }

  /** The error to throw for a file that could not be had; undefined for a kernel thread, which has none. */
  #unlinked(error: number, what: string): Error | undefined {
    if (error !== ENOENT && error !== ESRCH) return this.failure(error, what);
    this.refuseZombie();
    return undefined;
  }

  /** What is missing of a zombie is not missing of others. */
  protected refuseZombie(): void {
    if (this.status() !== 'zombie') return;
    throw new ZombieProcess({ ...this.subject(), ppid: this.ppid() });
  }

  #argumentsOrNone(): readonly string[] {
    try {
      return this.cmdline();
    } catch (error) {
      const isGone = error instanceof NoSuchProcess && !(error instanceof ZombieProcess);
      if (isGone || !(error instanceof NoSuchProcess || error instanceof AccessDenied)) throw error;
      return [];
    }
  }
}

function splitArguments(text: string): string[] {
  if (text === '') return [];
  const separator = text.endsWith('\0') ? '\0' : ' ';
  const whole = text.endsWith(separator) ? text.slice(0, -1) : text;
  return whole.split(separator);
}

function* splitVariables(text: string): Iterable<[string, string]> {
  for (const variable of text.split('\0')) {
    const equals = variable.indexOf('=');
    if (equals > 0) yield [variable.slice(0, equals), variable.slice(equals + 1)];
  }
}

/** As the kernel has it: a lone U+DC80 to U+DCFF is one byte. */
function byteLength(text: string): number {
  return Buffer.byteLength(text.replace(/(?<![\ud800-\udbff])[\udc80-\udcff]/g, '?'));
}
