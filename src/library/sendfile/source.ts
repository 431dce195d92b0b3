import { close, constants, fstat, open, type Stats } from 'node:fs';
import { constants as system } from 'node:os';
import { promisify } from 'node:util';
import { refusal } from '../errors.js';
import type { Delivery } from './delivery.js';
import { SendfileError, systemError } from './errors.js';
import type { SendfileSource } from './request.js';

/** Never waits for the writer of a FIFO, never gets a terminal. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

const { EBADF, EISDIR } = system.errno;

const openPath = promisify(open);
const closeFile = promisify(close);
const statFile = promisify(fstat);

export type Source = {
  /** Whether bytes can be read from any place in it. */
  readonly seekable: boolean;
};

/**
 * Gives the transfer its own hold on the file: of an open one before the first await, so that its owner may close it.
 * Rejects for what can't be sent at all.
 */
export async function openSource(delivery: Delivery): Promise<Source> {
  const { file, count } = delivery.request;
  if (typeof file === 'string') await holdPath(delivery, file);
  else hold(delivery, typeof file === 'number' ? file : file.fd);
  const stats = await statFile(delivery.transfer.fileDescriptor());
  refuseKind(stats, file, count);
  return { seekable: !stats.isFIFO() && !stats.isSocket() };
}

async function holdPath(delivery: Delivery, path: string): Promise<void> {
  const fd = await openPath(path, FLAGS);
  try {
    delivery.check();
    hold(delivery, fd);
  } finally {
    await closeFile(fd);
  }
}

function hold({ transfer }: Delivery, fd: number): void {
  const errno = fd < 0 ? EBADF : transfer.setFile(fd);
  if (errno === EBADF) throw refusal(RangeError, 'ERR_SENDFILE_FILE_NOT_READABLE', 'file is not open for reading');
  if (errno !== 0) throw systemError(errno, 'dup');
}

function refuseKind(stats: Stats, file: SendfileSource, count: number): void {
  if (stats.isDirectory()) throw systemError(EISDIR, 'sendfile');
  if (stats.isFIFO() && typeof file === 'string') {
    throw new SendfileError('ERR_SENDFILE_NOT_REGULAR', 'the path is a FIFO: open it, and send its descriptor');
  }
  if (stats.isCharacterDevice() && count === Number.POSITIVE_INFINITY) {
    throw refusal(RangeError, 'ERR_SENDFILE_COUNT_REQUIRED', 'a device has no end: say how many bytes in count');
  }
}
