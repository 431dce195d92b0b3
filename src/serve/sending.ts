import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { sendfile } from '../library/sendfile/sendfile.js';
import { type Answer, type FilePart, isFilePart } from './answer.js';

/** A client that takes less than this is not waited for; of a file at least so many bytes in each of them more. */
const LONGEST_MILLISECONDS = 10_000;
const LEAST_BYTES_PER_MILLISECOND = 64;
const LONGEST_PAUSE_SECONDS = 10;

/** Sends all of it, or closes the connection; is back once that is done. */
export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const { socket } = response;
  const { body } = answer;
  try {
    if (socket === null || socket.destroyed) return;
    const timer = setTimeout(() => socket.destroy(), longestFor(body));
    const closed = new Promise((resolve) => response.once('close', resolve));
    response.on('error', () => socket.destroy());
    writeHead(response, answer);
    if (isFilePart(body)) await sendPart(response, socket, body);
    else response.end(body);
    await closed;
    clearTimeout(timer);
  } finally {
    if (isFilePart(body)) await body.close();
  }
}

function longestFor(body: Answer['body']): number {
  return LONGEST_MILLISECONDS + (isFilePart(body) ? body.count / LEAST_BYTES_PER_MILLISECOND : 0);
}

function writeHead(response: ServerResponse, { status, headers, body }: Answer): void {
  const hasLength = status !== 304 && response.req.method !== 'HEAD';
  const length = hasLength ? { 'content-length': sizeOf(body) } : {};
  response.writeHead(status, { 'x-content-type-options': 'nosniff', ...length, ...headers });
}

function sizeOf(body: Answer['body']): number {
  if (isFilePart(body)) return body.count;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}

/** The kernel takes the bytes from the file, after the head and before what is answered next. */
async function sendPart(response: ServerResponse, socket: Socket, { file, offset, count }: FilePart): Promise<void> {
  try {
    response.flushHeaders();
    const { bytesSent } = await sendfile(socket, file, { offset, count, timeout: LONGEST_PAUSE_SECONDS });
    // Less than was announced: it became shorter meanwhile.
    if (bytesSent < count) socket.destroy();
    else response.end();
  } catch {
    socket.destroy();
  }
}
