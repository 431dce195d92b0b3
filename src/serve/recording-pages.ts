import type { IncomingMessage } from 'node:http';
import { type Answer, plain } from './answer.js';
import { rangeOf } from './ranges.js';
import type { Recordings, Served } from './recordings.js';

const NOT_FOUND = plain(404, 'there is no such page');

/** One line for each recording: its name as in an address, its bytes, when it was written. */
export async function indexPage(recordings: Recordings): Promise<Answer> {
  const lines = (await recordings.list()).map(
    ({ name, bytes, modified }) => `${encodeURIComponent(name)}\t${bytes}\t${modified.toISOString()}\n`,
  );
  return { ...plain(200, ''), body: lines.join('') };
}

/** A recording, or a part of it. `name` is as in the address. */
export async function recordingPage(recordings: Recordings, name: string, request: IncomingMessage): Promise<Answer> {
  const opened = await recordings.open(decoded(name));
  if (opened === 'none') return NOT_FOUND;
  if (opened === 'many') return plain(503, 'many recordings are being sent', { 'retry-after': 10 });
  const { file, served, close } = opened;
  const answer = answerFor(served, request);
  if (answer.part !== undefined && request.method !== 'HEAD') {
    return { status: answer.status, headers: answer.headers, body: { file, close, ...answer.part } };
  }
  await close();
  return { status: answer.status, headers: answer.headers, body: '' };
}

/** Empty where it is no text: no recording has such a name. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}

function answerFor({ bytes, modified, tag }: Served, { method, headers }: IncomingMessage) {
  const described = {
    etag: tag,
    'last-modified': modified.toUTCString(),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
  };
  if (isUnchanged(tag, modified, headers)) return { status: 304, headers: described, part: undefined };
  const typed = { ...described, 'content-type': 'application/octet-stream' };
  const whole = { offset: 0, count: bytes };
  const range = method === 'GET' && isForRange(tag, headers['if-range']) ? rangeOf(headers.range, bytes) : undefined;
  if (range === undefined) return { status: 200, headers: { ...typed, 'content-length': bytes }, part: whole };
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...described, 'content-range': `bytes */${bytes}` }, part: undefined };
  }
  const { offset, count } = range;
  const span = { 'content-range': `bytes ${offset}-${offset + count - 1}/${bytes}`, 'content-length': count };
  return { status: 206, headers: { ...typed, ...span }, part: range };
}

function isUnchanged(tag: string, modified: Date, headers: IncomingMessage['headers']): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return tags.split(',').some((each) => ['*', tag, `W/${tag}`].includes(each.trim()));
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

/** A date says too little: much is written to a recording within a second. */
function isForRange(tag: string, ifRange: string | string[] | undefined): boolean {
  return ifRange === undefined || String(ifRange).trim() === tag;
}
