import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { sendfile } from '../library/sendfile/sendfile.js';
import { type Answer, type FilePart, isFilePart } from './answer.js';

/** A client that takes less than this is not waited for; of a file at least so many bytes in each of them more. */
const LONGEST_MILLISECONDS = 10_000;
const LEAST_BYTES_PER_MILLISECOND = 64;
const LONGEST_PAUSE_SECONDS = 10;

/** Sends all of it, or closes the connection; is back once that is done. */
export async function send(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  const { socket } = response;
  if (socket === null || socket.destroyed) return isFilePart(body) ? body.file.close() : undefined;
  const closed = once(response, 'close');
  const size = sizeOf(body);
  const longest = LONGEST_MILLISECONDS + (isFilePart(body) ? size / LEAST_BYTES_PER_MILLISECOND : 0);
  const timer = setTimeout(() => socket.destroy(), longest);
  const hasLength = status !== 304 && response.req.method !== 'HEAD';
  const common = { 'x-content-type-options': 'nosniff', ...(hasLength ? { 'content-length': size } : {}) };
  response.writeHead(status, { ...common, ...headers });
  try {
    if (isFilePart(body)) await sendPart(response, body);
    else response.end(body);
    await closed;
  } finally {
    clearTimeout(timer);
  }
}

function sizeOf(body: Answer['body']): number {
  if (isFilePart(body)) return body.count;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}

/** The kernel takes the bytes from the file, after the head and before what is answered next. */
async function sendPart(response: ServerResponse, { file, offset, count }: FilePart): Promise<void> {
  const { socket } = response;
  try {
    if (socket === null) return;
    response.flushHeaders();
    const { bytesSent } = await sendfile(socket, file, { offset, count, timeout: LONGEST_PAUSE_SECONDS });
    // Less than was announced: it became shorter meanwhile.
    if (bytesSent < count) socket.destroy();
    else response.end();
  } catch {
    socket?.destroy();
  } finally {
    await file.close();
  }
}
