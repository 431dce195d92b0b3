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

/** `none`: there is none that may be served. `many`: of so many that are open. */
export type OpenedRecording =
  | { readonly file: FileHandle; readonly served: Served; close(): Promise<void> }
  | 'none'
  | 'many';

export type Recordings = {
  /** Those that may be served, by name. */
  list(): Promise<readonly Served[]>;
  /** To be closed once by the caller. */
  open(name: string): Promise<OpenedRecording>;
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
/** Sent at once: each may take long, and the metrics need places too. */
const MOST_OPEN = 16;

/** The recordings of a folder, but none that may have arguments of programs: those may hold secrets. */
export function createRecordings(folder: string): Recordings {
  const known = new Map<string, Known>();
  let opened = 0;
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
      if (!isName(name)) return 'none';
      if (opened >= MOST_OPEN) return 'many';
      opened += 1;
      const file = await openRegular(join(folder, name)).catch(forgive);
      const close = async () => {
        opened -= 1;
        await file?.close();
      };
      const found = file && (await look(name, file).catch(forgive));
      if (file !== undefined && found !== undefined && problemOf(found) === undefined) {
        return { file, close, served: served(name, found) };
      }
      await close();
      return 'none';
    },
    async refused() {
      const all: { name: string; reason: string }[] = [];
      for (const name of (await names().catch(forgive)) ?? []) {
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
