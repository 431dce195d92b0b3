import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import type { Identity, Refusal } from '../../model/machine/identity.js';
import { ZOMBIE } from '../../model/machine/process-kinds.js';
import { addon } from '../../probe/addon.js';
import { NUMBERS, PARTS } from '../../probe/process-calls.js';
import { procRoot } from '../../probe/roots.js';
import { AccessDenied, NoSuchProcess, NotAvailable, NtopError, ZombieProcess } from '../errors.js';
import type { Identified } from './identify.js';
import { NUMBER, PART, ProcessFacts, type Read, TEXT } from './process-facts.js';

const { EACCES, EPERM, ENOENT, ENOSYS, ESRCH, ESTALE } = constants.errno;
/** A flag of proc_pid_stat(5). */
const PF_EXITING = 0x4;
const NO_NUMBERS = new Float64Array(PARTS.length + NUMBERS.length);

/** Setters take a PID, and between the proofs around the call it can become another's. */
const STRAYED = 'process ended meanwhile; the change may have been applied to its successor PID';

/** One lifetime of a process: it is read and acted on as that, or refused; never another one that got its PID. */
export abstract class LiveProcess {
  readonly pid: number;
  readonly #identity: Identity;
  readonly #proof: Identity;
  #name: string | undefined;
  /** What a oneshot has read so far. */
  #shot: ProcessFacts | undefined;
  #ending: 'gone' | 'reused' | undefined;
  /** The parts that the last oneshot asked for. */
  #usual = 0;

  protected constructor({ identity, proof }: Identified) {
    this.pid = identity.pid;
    this.#identity = identity;
    this.#proof = proof;
  }

  /** Names this lifetime of the process, and no other until the machine starts anew. Opaque. */
  get ident(): string {
    const { pid, startTicks, pidfdInode } = this.#identity;
    return `${pid}.${startTicks}.${pidfdInode}`;
  }

  /** Whether both are the same lifetime of the same process. */
  equals(other: unknown): boolean {
    return other instanceof LiveProcess && isSame(this.#identity, other.#identity);
  }

  /** Whether the process is there; a zombie is. False also when another one has its PID by now. */
  isRunning(): boolean {
    const error = this.#isThere();
    return error !== ESRCH && error !== ESTALE;
  }

  /**
   * Runs a function in which each file of the process is read once at most, so that many getters cost little more than
   * one and agree with each other. It must not be async: with its return everything is read anew.
   */
  oneshot<Result>(run: () => Result): Result {
    // Most are like the one before: what that needed is read at once.
    const facts = new ProcessFacts(this.#usual);
    const isFirst = this.enter(facts);
    try {
      return run();
    } finally {
      if (isFirst) this.leave();
      this.#usual = facts.asked || this.#usual;
    }
  }

  /** Begins a oneshot with facts to fill, unless one is under way. */
  protected enter(facts: ProcessFacts): boolean {
    if (this.#shot !== undefined) return false;
    this.#shot = facts;
    return true;
  }

  protected leave(): void {
    this.#shot = undefined;
  }

  /** For acting on the process. */
  protected get identity(): Identity {
    return this.#identity;
  }

  /** For reading it. */
  protected get proof(): Identity {
    return this.#proof;
  }

  /** Throws NoSuchProcess when the process is gone. */
  protected insist(): void {
    const error = this.#isThere();
    if (error !== 0) throw this.failure(error, 'process');
  }

  /** Reads parts, whose bits are added. Throws when the process is gone, or one of them can't be had. */
  protected facts(parts: number): ProcessFacts {
    const facts = this.look(parts);
    const failed = facts.failed(parts);
    if (failed !== undefined) throw this.failure(facts.errorOf(failed), failed);
    return facts;
  }

  /** The same without looking at the parts' own errors. */
  protected look(parts: number, facts = this.#shot ?? new ProcessFacts()): ProcessFacts {
    const error = this.#ending === undefined ? facts.need(parts, this.#read) : ESRCH;
    if (error !== 0) throw this.failure(error, 'process');
    if ((parts & PART.stat) !== 0 && facts.errorOf('stat') === 0) this.#name = facts.text(TEXT.name);
    return facts;
  }

  /** What a call gave that answers with an errno instead of a value when it fails. */
  protected valueOf<Value>(answer: Value | number, what: string): Value {
    if (typeof answer === 'number') throw this.failure(answer, what);
    return answer;
  }

  /** Throws when an action was refused. */
  protected accept<Done extends { readonly ok: true }>(outcome: Done | Refusal, what: string): Done {
    if (outcome.ok) return outcome;
    if (outcome.mayHaveStrayed) {
      this.#ending ??= 'gone';
      throw new NoSuchProcess(this.subject(), STRAYED, 'ERR_MAY_HAVE_STRAYED');
    }
    throw this.failure(outcome.gone ? ESRCH : (constants.errno[outcome.code as 'EPERM'] ?? 0), what, outcome.code);
  }

  /** The error that an errno stands for. */
  protected failure(error: number, what: string, code = error === 0 ? 'EIO' : getSystemErrorName(-error)): Error {
    if (error === EACCES || error === EPERM) return new AccessDenied(this.subject());
    if (error === ESTALE || (error === ESRCH && what === 'process')) return this.#end(error);
    if (error === ESRCH || error === ENOENT || error === ENOSYS) return this.#missing(what);
    return new NtopError(code, `${what}: ${code}`, this.subject());
  }

  protected subject(): { readonly pid: number; readonly processName: string | undefined } {
    return { pid: this.pid, processName: this.#name };
  }

  /** A file or call knows nothing of the process: it is gone, a zombie, or this kernel does not have such a thing. */
  #missing(what: string): Error {
    try {
      const facts = this.look(PART.stat, new ProcessFacts());
      // What an ending process has given back already is not missing on this system.
      const isEnding = facts.number(NUMBER.state) === ZOMBIE || (facts.number(NUMBER.flags) & PF_EXITING) !== 0;
      if (!isEnding) return new NotAvailable(what, this.subject());
      return new ZombieProcess({ ...this.subject(), ppid: facts.number(NUMBER.parent) });
    } catch (error) {
      return error as Error;
    }
  }

  /** An errno, 0 when it is. */
  #isThere(): number {
    return this.#ending === undefined ? this.#read(0, 0, NO_NUMBERS, 0, [], 0) : ESRCH;
  }

  #end(error: number): NoSuchProcess {
    this.#ending ??= error === ESTALE ? 'reused' : 'gone';
    return new NoSuchProcess(this.subject(), this.#ending === 'reused' ? 'PID has been reused' : undefined);
  }

  readonly #read: Read = (parts, keepable, numbers, numbersAt, texts, textsAt) =>
    addon().readFacts(procRoot(), this.#proof, parts, keepable, numbers, numbersAt, texts, textsAt);
}

/** What is unknown differs from nothing. */
export function isSame(one: Identity, other: Identity): boolean {
  if (one.pid !== other.pid) return false;
  if (one.pidfdInode !== 0 && other.pidfdInode !== 0) return one.pidfdInode === other.pidfdInode;
  return one.startTicks === other.startTicks || one.startTicks === 0 || other.startTicks === 0;
}
