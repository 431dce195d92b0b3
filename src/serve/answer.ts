import type { FileHandle } from 'node:fs/promises';

/** What a request is answered with. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string | Uint8Array | FilePart;
};

/** A part of a file, which is closed once it was sent. */
export type FilePart = {
  readonly file: FileHandle;
  readonly offset: number;
  readonly count: number;
  close(): Promise<void>;
};

export function plain(status: number, text: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${text}\n` };
}

export function isFilePart(body: Answer['body']): body is FilePart {
  return typeof body === 'object' && 'file' in body;
}
