import { read as readFile } from 'node:fs';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { promisify } from 'node:util';
import type { Delivery } from './delivery.js';
import { closedError, fromNode, SendfileError, systemError } from './errors.js';
import type { Source } from './source.js';
import type { WriteChunk } from './turn.js';

/** How it went: by sendfile(2), or by reads and writes. */
export type SendfileMethod = 'sendfile' | 'write';

/** Others want a turn on the thread pool, too. */
const BYTES_PER_TASK = 8 << 20;
const BYTES_PER_CHUNK = 64 << 10;

const { EAGAIN } = constants.errno;
const read = promisify(readFile);

/** What the kernel says where it can't send such a file. */
const CANNOT_SEND = ['EINVAL', 'ESPIPE', 'ENOSYS', 'EOVERFLOW'];

/** Sends the file in the best way there is. Rejects with what stopped it. */
export async function send(delivery: Delivery, source: Source, writeChunk: WriteChunk): Promise<SendfileMethod> {
  const { socket, fallback } = delivery.request;
  const fd = descriptorOf(socket);
  if (fd === undefined) {
    if (!fallback) throw new SendfileError('ERR_SENDFILE_TLS', 'what goes through TLS must be read and written');
  } else {
    const refused = await bySendfile(delivery, fd);
    if (refused === undefined) return 'sendfile';
    if (!fallback) throw noFallback(refused);
  }
  await byWrites(delivery, source, writeChunk);
  return 'write';
}

/** Of the connection itself; undefined where bytes must pass through the stream. */
function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as unknown as { _handle?: { readonly fd?: number } | null };
  if (!handle) throw closedError(socket.errored);
  const isEncrypted = 'encrypted' in socket && socket.encrypted === true;
  return isEncrypted || handle.fd === undefined || handle.fd < 0 ? undefined : handle.fd;
}

/** An error when the kernel can't send this file; nothing was sent then. */
async function bySendfile(delivery: Delivery, fd: number): Promise<SendfileError | undefined> {
  const { transfer } = delivery;
  const undone = transfer.setSocket(fd);
  if (undone !== 0) throw systemError(undone, 'dup');
  while (delivery.bytesLeft > 0) {
    const wanted = Math.min(delivery.bytesLeft, BYTES_PER_TASK);
    const { bytes, errno } = await transfer.send(delivery.position, wanted);
    delivery.advance(bytes);
    delivery.check();
    if (errno === EAGAIN) {
      await untilReady(delivery, delivery.whilePeerTakes(transfer.waitForSocket()));
    } else if (errno !== 0) {
      const error = systemError(errno, 'sendfile');
      if (!delivery.begun && CANNOT_SEND.includes(error.code)) return error;
      throw error;
    } else if (bytes < wanted) {
      return undefined;
    }
  }
  return undefined;
}

async function untilReady(delivery: Delivery, wait: Promise<number>): Promise<void> {
  const errno = await wait;
  delivery.check();
  if (errno !== 0) throw systemError(errno, 'poll');
}

async function byWrites(delivery: Delivery, source: Source, writeChunk: WriteChunk): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(BYTES_PER_CHUNK);
  while (delivery.bytesLeft > 0) {
    const bytes = await readChunk(delivery, source, buffer);
    if (bytes === 0) return;
    delivery.check();
    delivery.begun = true;
    await delivery.whilePeerTakes(writeChunk(buffer.subarray(0, bytes)));
    delivery.advance(bytes);
  }
}

async function readChunk(delivery: Delivery, { seekable }: Source, buffer: Buffer): Promise<number> {
  const { transfer, request, position } = delivery;
  const wanted = Math.min(delivery.bytesLeft, buffer.length);
  // From an offset only what has positions can be read: the kernel says so of the rest.
  const place = seekable || request.offset > 0 ? position : null;
  for (;;) {
    try {
      const { bytesRead } = await delivery.whileReading(read(transfer.fileDescriptor(), buffer, 0, wanted, place));
      return bytesRead;
    } catch (error) {
      if (Object(error).code !== 'EAGAIN') throw fromNode(error);
      await untilReady(delivery, delivery.unlessStopped(transfer.waitForFile()));
    }
  }
}

function noFallback(refused: SendfileError): SendfileError {
  if (refused.code !== 'EINVAL' && refused.code !== 'ESPIPE') return refused;
  return new SendfileError('ERR_SENDFILE_NOT_REGULAR', 'the kernel can not send such a file', { cause: refused });
}
