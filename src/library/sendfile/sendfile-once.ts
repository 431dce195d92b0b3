import { addon } from '../../probe/addon.js';
import { SendfileError, systemError } from './errors.js';
import { checkCount, checkDescriptor, checkOffset } from './request.js';

/**
 * One call of sendfile(2) between two descriptors: the bytes that went out, 0 at the end of the file. With an offset the
 * position of the file stays as it is; null begins at that position and moves it.
 *
 * It never waits for a reader. A full socket is an EAGAIN, and a socket or pipe in blocking mode (Node has none) is
 * refused with ERR_SENDFILE_BLOCKING. A file that is not cached is read from the disk meanwhile: `sendfile` is for that.
 *
 * @throws SendfileError: the kernel's error (EAGAIN, EPIPE, EINVAL, EBADF …).
 * @throws TypeError, RangeError: an argument is no such thing.
 */
export function sendfileOnce(outFd: number, inFd: number, offset: number | null, count: number): number {
  checkDescriptor(outFd, 'outFd');
  checkDescriptor(inFd, 'inFd');
  if (offset !== null) checkOffset(offset);
  checkCount(count);
  if (addon().mayBlock(outFd)) throw new SendfileError('ERR_SENDFILE_BLOCKING', 'outFd is in blocking mode');
  const sent = addon().sendfileOnce(outFd, inFd, offset, count);
  if (sent < 0) throw systemError(-sent, 'sendfile');
  return sent;
}
