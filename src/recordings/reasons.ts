/** Of errors with files, as a part of a sentence. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'it exists already',
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  EROFS: 'read-only file system',
  EFBIG: 'the file is too large',
  ELOOP: 'it is a symbolic link',
  EIO: 'the device reports an error',
  ENXIO: 'it is not a regular file',
};

/** Why a file can't be used. Any other error is none of the file's. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
  return REASONS[String(error.code)] ?? String(error.code);
}
