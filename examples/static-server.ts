// Serves the files of a folder over HTTP/1.0 with sendfile: npm run example -- static-server FOLDER [PORT]
import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { sendfile } from '../src/library/index.js';

const { O_NONBLOCK, O_RDONLY } = constants;
const MOST_HEAD_BYTES = 8192;
const PATIENCE_SECONDS = 30;

const [folder = '.', port = '8080'] = process.argv.slice(2);
const root = await realpath(folder);

const server = createServer((socket) => {
  // A client that disconnects is not an error of the server.
  socket.on('error', () => {});
  socket.setTimeout(PATIENCE_SECONDS * 1000, () => socket.destroy());
  answer(socket).catch(() => socket.destroy());
});
server.listen(Number(port), '127.0.0.1', () => console.log(JSON.stringify(server.address())));

async function answer(socket: Socket): Promise<void> {
  const head = await readHead(socket);
  const [, method, target] = /^(GET|HEAD) (\S+) HTTP\/1\.[01]\r?\n/.exec(head) ?? [];
  if (target === undefined) return refuse(socket, '400 Bad Request');
  const file = await openInside(target);
  if (file === undefined) return refuse(socket, '404 Not Found');
  try {
    const { size } = await file.stat();
    socket.write(`HTTP/1.0 200 OK\r\nContent-Length: ${size}\r\nX-Content-Type-Options: nosniff\r\n\r\n`);
    // At most the promised bytes, even if the file grows.
    if (method === 'GET' && size > 0) await sendfile(socket, file, { count: size, timeout: PATIENCE_SECONDS });
    socket.end();
  } finally {
    await file.close();
  }
}

/** What comes before the empty line; empty when that is too much, or the peer ends before. */
async function readHead(socket: Socket): Promise<string> {
  let head = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    head += chunk.toString('latin1');
    if (head.length > MOST_HEAD_BYTES) break;
    if (/\r?\n\r?\n/.test(head)) return head;
  }
  return '';
}

/** An ordinary file in the folder: neither `..` nor a link leads out of it. */
async function openInside(target: string): Promise<FileHandle | undefined> {
  let file: FileHandle | undefined;
  try {
    const path = join(root, join('/', decodeURIComponent(target.replace(/[?#].*$/, ''))));
    file = await open(path, O_RDONLY | O_NONBLOCK);
    // Where it really is. To look before opening would leave time to put a link there.
    const place = await readlink(`/proc/self/fd/${file.fd}`);
    if (place.startsWith(root.endsWith('/') ? root : `${root}/`) && (await file.stat()).isFile()) return file;
  } catch {
    // Missing, not permitted, or not a path: the same answer for the client.
  }
  await file?.close();
  return undefined;
}

function refuse(socket: Socket, status: string): void {
  socket.end(`HTTP/1.0 ${status}\r\nContent-Length: ${status.length + 1}\r\n\r\n${status}\n`);
}
