import type { Socket } from 'node:net';
import { Delivery } from './delivery.js';
import { closedError, fromNode, isOfConnection, SendfileError, withBytesSent } from './errors.js';
import { checkRequest, type SendfileOptions, type SendfileSource } from './request.js';
import { openSource } from './source.js';
import { type Turn, takeTurn } from './turn.js';
import { type SendfileMethod, send } from './ways.js';

export type SendfileResult = {
  readonly bytesSent: number;
  /** write: the bytes passed through this program. */
  readonly method: SendfileMethod;
  /** Where in the file it stopped, in bytes. */
  readonly position: number;
};

/**
 * Sends a file over a stream socket (TCP, unix, TLS) with sendfile(2): the kernel takes its bytes from the file, and they
 * never enter this program. It takes its place among the writes of the stream at once: what was written before goes
 * before it, what is written later, and an `end()`, wait for it.
 *
 * Resolves when the kernel has taken the last byte; with fewer than `count` bytes where the file ends before. Where the
 * kernel can't send it (TLS, a pipe, some files in /proc) it is read and written instead, unless `fallback` is false.
 * The position of an open file is set to where the sending stopped, if anything was sent. `bytesWritten` of the socket
 * does not count what went by sendfile(2).
 *
 * All rejections carry `bytesSent`. A failure before the first byte leaves the stream as it was, unless the connection
 * itself has failed; after that, half a file would stand before what comes next, and the stream is destroyed.
 *
 * @throws TypeError, RangeError: an argument is no such thing; a device without a count
 * (ERR_SENDFILE_COUNT_REQUIRED); a file that is not open for reading (ERR_SENDFILE_FILE_NOT_READABLE).
 * @throws SendfileError: the kernel's errors (EPIPE, ECONNRESET, ENOENT, EISDIR, EIO …), ERR_STREAM_WRITE_AFTER_END,
 * ERR_STREAM_DESTROYED, ERR_SOCKET_CLOSED; ERR_SENDFILE_TLS and ERR_SENDFILE_NOT_REGULAR without `fallback`.
 * @throws TimeoutExpired: the peer took nothing for `timeout` seconds.
 * @throws AbortError: by the signal.
 */
export function sendfile(
  socket: Socket,
  file: SendfileSource,
  offset?: number,
  count?: number,
): Promise<SendfileResult>;
export function sendfile(socket: Socket, file: SendfileSource, options?: SendfileOptions): Promise<SendfileResult>;
export async function sendfile(
  socket: Socket,
  file: SendfileSource,
  how: SendfileOptions | number = {},
  count?: number,
): Promise<SendfileResult> {
  let delivery: Delivery | undefined;
  try {
    const options = typeof how === 'object' ? how : { offset: how, count };
    delivery = new Delivery(checkRequest(socket, file, options));
    delivery.check();
    return await deliver(delivery);
  } catch (error) {
    throw withBytesSent(error, delivery?.bytesSent ?? 0);
  } finally {
    delivery?.close();
  }
}

async function deliver(delivery: Delivery): Promise<SendfileResult> {
  const { request, transfer } = delivery;
  const turn = takeTurn(request.socket);
  try {
    const [source, writeChunk] = await delivery.unlessStopped(Promise.all([openSource(delivery), turn.begins]));
    const method = await untilClosed(delivery, () => send(delivery, source, writeChunk));
    turn.end();
    return Object.freeze({ bytesSent: delivery.bytesSent, method, position: delivery.position });
  } catch (cause) {
    const error = withBytesSent(fromNode(cause), delivery.bytesSent);
    giveUp(delivery, turn, error);
    throw error;
  } finally {
    if (delivery.bytesSent > 0 && typeof request.file !== 'string') transfer.seek(delivery.position);
  }
}

/** The transfer's own descriptor would keep up a connection that the stream has closed. */
async function untilClosed<Value>(delivery: Delivery, action: () => Promise<Value>): Promise<Value> {
  const { socket } = delivery.request;
  const onClose = () => delivery.stop(closedError(socket.errored));
  socket.once('close', onClose);
  try {
    return await action();
  } finally {
    socket.off('close', onClose);
  }
}

/** What the connection, or the kernel half-way, has refused fails the stream as a write would. */
function giveUp({ request: { socket }, begun }: Delivery, turn: Turn, error: unknown): void {
  const isTheirs = isOfConnection(error) || (begun && error instanceof SendfileError);
  if (begun && !isTheirs) socket.destroy();
  turn.end(isTheirs ? error : undefined);
}
