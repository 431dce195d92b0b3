/** A file on its way to a socket. It holds descriptors of its own until it is closed. Errors are errnos; 0 is none. */
export type NativeTransfer = {
  /** Takes a duplicate. EBADF also when it can't be read. */
  setFile(fd: number): number;
  setSocket(fd: number): number;
  /** Belongs to the transfer. */
  fileDescriptor(): number;
  /** Ends without an error when all is sent or the file ends; with EAGAIN when the socket is full. */
  send(offset: number, bytes: number): Promise<{ readonly bytes: number; readonly errno: number }>;
  /** One wait at a time. */
  waitForSocket(): Promise<number>;
  waitForFile(): Promise<number>;
  /** Sets the position of the open file, which all its descriptors share. */
  seek(position: number): void;
  /** Ends a wait at once, a send after the system call that is under way; both with ECANCELED. */
  stop(): void;
  close(): void;
};

/** What the addon has for sendfile(2). */
export type TransferCalls = {
  readonly Transfer: new () => NativeTransfer;
  /** Bytes, or an errno below 0. Without an offset the file's own position counts, and moves. */
  sendfileOnce(outFd: number, inFd: number, offset: number | null, count: number): number;
  /** Whether a write to a descriptor can hold up the thread. */
  mayBlock(fd: number): boolean;
};
