/** A file being sent to a socket. It has its own descriptors until it is closed. Errors are errnos; 0 is none. */
export type NativeTransfer = {
  /** Duplicates the descriptor. EBADF also if it is not readable. */
  setFile(fd: number): number;
  setSocket(fd: number): number;
  /** Belongs to the transfer. */
  fileDescriptor(): number;
  /** Ends without an error if all is sent or the file ends; with EAGAIN if the socket is full. */
  send(offset: number, bytes: number): Promise<{ readonly bytes: number; readonly errno: number }>;
  /** One wait at a time. */
  waitForSocket(): Promise<number>;
  waitForFile(): Promise<number>;
  /** Sets the file position, which all descriptors of the open file share. */
  seek(position: number): void;
  /** Ends a wait at once, a send after the current system call; both with ECANCELED. */
  stop(): void;
  close(): void;
};

/** The addon's functions for sendfile(2). */
export type TransferCalls = {
  readonly Transfer: new () => NativeTransfer;
  /** Bytes, or a negative errno. Without an offset, the file position is used and moved. */
  sendfileOnce(outFd: number, inFd: number, offset: number | null, count: number): number;
  /** Whether a write to a descriptor can block the thread. */
  mayBlock(fd: number): boolean;
};
