import fs from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HEAD_BYTES } from '../recordings/frame.js';
import { NOTHING_PROVEN, type Proven, prove } from '../recordings/proven.js';
import { reasonOf } from '../recordings/reasons.js';

/** A recording as it was when it was looked at: later bytes are none of it. */
export type Served = {
  readonly name: string;
  readonly bytes: number;
  readonly modified: Date;
  /** Another one for other bytes. */
  readonly tag: string;
};

export type Recordings = {
  /** Those that may be served, by name. */
  list(): Promise<readonly Served[]>;
  /** To be closed by the caller; undefined if there is none that may be served. */
  open(name: string): Promise<{ readonly file: FileHandle; readonly served: Served } | undefined>;
  /** Those that are not served, with the reason as a part of a sentence. */
  refused(): Promise<readonly { readonly name: string; readonly reason: string }[]>;
};

type State = { readonly dev: bigint; readonly ino: bigint; readonly size: bigint } & {
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
};
/** `head`: the first frame's, which has a checksum of the run that began the file. */
type Known = { readonly state: State; readonly proven: Proven; readonly head: Buffer };

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
const SUFFIX = '.ntr';

/** The recordings of a folder, but none that may have arguments of programs: those may hold secrets. */
export function createRecordings(folder: string): Recordings {
  const known = new Map<string, Known>();
  // One after the other: each may be large.
  let last: Promise<unknown> = Promise.resolve();

  function look(name: string, file: FileHandle): Promise<Known> {
    const result = last.then(async () => {
      const found = await lookAt(file, known.get(name));
      known.set(name, found);
      return found;
    });
    last = result.catch(() => undefined);
    return result;
  }

  /** What is known of a name as it is now. */
  async function current(name: string): Promise<Known> {
    const before = known.get(name);
    const state = await lstat(join(folder, name), { bigint: true });
    if (before !== undefined && isSame(before.state, state)) return before;
    const file = await openRegular(join(folder, name));
    try {
      return await look(name, file);
    } finally {
      await file.close();
    }
  }

  async function names(): Promise<readonly string[]> {
    const all = (await readdir(folder)).filter(isName).sort();
    for (const name of known.keys()) if (!all.includes(name)) known.delete(name);
    return all;
  }

  return {
    async list() {
      const all: Served[] = [];
      for (const name of await names()) {
        const found = await current(name).catch(forgive);
        if (found !== undefined && problemOf(found) === undefined) all.push(served(name, found));
      }
      return all;
    },
    async open(name) {
      if (!isName(name)) return undefined;
      const file = await openRegular(join(folder, name)).catch(forgive);
      if (file === undefined) return undefined;
      try {
        const found = await look(name, file);
        if (problemOf(found) === undefined) return { file, served: served(name, found) };
        await file.close();
        return undefined;
      } catch (error) {
        await file.close();
        return forgive(error);
      }
    },
    async refused() {
      const all: { name: string; reason: string }[] = [];
      for (const name of await names()) {
        const reason = await current(name).then(problemOf, reasonOf);
        if (reason !== undefined) all.push({ name, reason });
      }
      return all;
    },
  };
}

function isName(name: string): boolean {
  return name.endsWith(SUFFIX) && !/[/\0]/.test(name);
}

/** Errors of the file system: then it is not there. */
function forgive(error: unknown): undefined {
  reasonOf(error);
}

/** Never a link, and never one that has to be waited for. */
async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  const found = await file.stat();
  if (found.isFile()) return file;
  await file.close();
  throw Object.assign(new Error('no regular file'), { code: 'ENXIO', syscall: 'open' });
}

async function lookAt(file: FileHandle, before: Known | undefined): Promise<Known> {
  const state = await file.stat({ bigint: true });
  if (before !== undefined && isSame(before.state, state)) return before;
  const head = Buffer.alloc(HEAD_BYTES);
  await file.read(head, 0, HEAD_BYTES, 0);
  const from = before !== undefined && hasGrown(before, state, head) ? before.proven : NOTHING_PROVEN;
  return { state, head, proven: await prove(file, from, Number(state.size)) };
}

function isSame(one: State, other: State): boolean {
  return (['dev', 'ino', 'size', 'mtimeNs', 'ctimeNs'] as const).every((field) => one[field] === other[field]);
}

function hasGrown({ state, head }: Known, now: State, headNow: Buffer): boolean {
  return state.dev === now.dev && state.ino === now.ino && state.size <= now.size && head.equals(headNow);
}

function problemOf({ proven: { end, problem } }: Known): string | undefined {
  return problem ?? (end === 0 ? 'it has no sample yet' : undefined);
}

function served(name: string, { state, proven }: Known): Served {
  const parts = [state.ino, BigInt(proven.end), state.mtimeNs].map((part) => part.toString(36));
  const modified = new Date(Number(state.mtimeNs / 1_000_000n));
  return { name, bytes: proven.end, modified, tag: `"${parts.join('-')}"` };
}
