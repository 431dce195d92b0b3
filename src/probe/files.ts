import { connect as connectTo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Addon, addon } from './addon.js';
import type { FileAnswer, NativeFileQuestion } from './native-types.js';

export type FileStatus = {
  /** As in inode(7), with the type. */
  readonly mode: number;
  readonly uid: number;
  /** Of a device file: the device that it is. */
  readonly device: number;
  readonly accessedMilliseconds: number;
  /** When this was asked, by the clock of the machine that the file is on. */
  readonly nowMilliseconds: number;
};

/** Gives up at its abort: with ETIMEDOUT when that came of a time limit, else with ECANCELED. */
type Signal = AbortSignal | undefined;

/**
 * The files of a machine, which may be another one: all that ntop reads of it past its native engines. None waits for
 * long, whatever a path leads to, and none rejects, unless the addon is missing.
 */
export interface Files {
  /** From the beginning, up to so many bytes. */
  read(path: string, mostBytes: number, signal?: Signal): Promise<FileAnswer<Uint8Array>>;
  /** The names in a folder but . and .. */
  list(path: string, signal?: Signal): Promise<FileAnswer<readonly string[]>>;
  /** Follows links. */
  stat(path: string, signal?: Signal): Promise<FileAnswer<FileStatus>>;
  /** What a symbolic link says. */
  link(path: string, signal?: Signal): Promise<FileAnswer<string>>;
  /** A stream to the listener of a unix socket. The caller ends it. */
  connect(path: string, signal?: Signal): Promise<FileAnswer<Duplex>>;
}

/** By the numbers of FileQuestionKind in native/io/files.h. */
const READ = 0;
const LIST = 1;
const STAT = 2;
const LINK = 3;

type Asked = { readonly question: NativeFileQuestion; readonly answer: (answer: FileAnswer<never>) => void };

/**
 * The files of a machine, by the addon here or there. Questions of one turn of the event loop are asked together, on no
 * thread of Node's pool. Streams lead to listeners of this machine, unless there are none.
 */
export function createFiles(native: () => Pick<Addon, 'askFiles'> = addon, connect = open): Files {
  let asked: Asked[] = [];
  const askTogether = async (all: readonly Asked[]) => {
    const answers = await native().askFiles(all.map(({ question }) => question));
    for (const [at, { answer }] of all.entries()) answer(answers[at] as FileAnswer<never>);
  };
  let together: Promise<void> | undefined;
  const ask = async <Value>(question: NativeFileQuestion, signal: Signal): Promise<FileAnswer<Value>> => {
    const answer = new Promise<FileAnswer<Value>>((resolve) => asked.push({ question, answer: resolve }));
    together ??= Promise.resolve().then(() => {
      const all = asked;
      asked = [];
      together = undefined;
      return askTogether(all);
    });
    return unlessAborted(
      Promise.all([answer, together]).then(([given]) => given),
      signal,
    );
  };
  return {
    read: (path, mostBytes, signal) => ask({ kind: READ, path, mostBytes }, signal),
    list: (path, signal) => ask({ kind: LIST, path, mostBytes: 0 }, signal),
    stat: (path, signal) => ask({ kind: STAT, path, mostBytes: 0 }, signal),
    link: (path, signal) => ask({ kind: LINK, path, mostBytes: 0 }, signal),
    connect: (path, signal) => unlessAborted(connect(path), signal, closeLate),
  };
}

function open(path: string): Promise<FileAnswer<Duplex>> {
  return new Promise((resolve) => {
    const socket = connectTo(path);
    socket.once('error', (error: NodeJS.ErrnoException) => resolve({ ok: false, code: error.code ?? error.message }));
    socket.once('connect', () => resolve({ ok: true, value: socket }));
  });
}

function closeLate(answer: FileAnswer<Duplex>): void {
  if (answer.ok) answer.value.destroy();
}

/** `drop` gets an answer that came too late. */
function unlessAborted<Value>(
  answer: Promise<FileAnswer<Value>>,
  signal: Signal,
  drop: (answer: FileAnswer<Value>) => void = () => {},
): Promise<FileAnswer<Value>> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const giveUp = () =>
      resolve({ ok: false, code: signal.reason?.name === 'TimeoutError' ? 'ETIMEDOUT' : 'ECANCELED' });
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    answer.then((given) => {
      signal.removeEventListener('abort', giveUp);
      if (signal.aborted) drop(given);
      else resolve(given);
    }, reject);
  });
}
