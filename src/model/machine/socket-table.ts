/**
 * One reading of the machine's sockets: raw counters of the kernel. A number that the kernel did not report is NaN in a
 * column of floats.
 */

/** The names of the numbers in the column `protocol`. */
export const PROTOCOLS = ['', 'tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6', 'unix'] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

/** The kinds of sockets that can be read separately; a kind includes both address families. */
export const SOCKET_KINDS = ['tcp', 'udp', 'raw', 'unix'] as const;
export type SocketKind = (typeof SOCKET_KINDS)[number];

/** What must be read for the next frame. What is not shown is not read. */
export type SocketNeeds = Readonly<Record<SocketKind, boolean>> & {
  /** Only listening sockets: TCP in LISTEN, UDP and raw not connected, unix with a name. */
  readonly listeningOnly: boolean;
  /** Columns receivedBytes to congestionState, of TCP. */
  readonly counters: boolean;
  /** Columns ownerPid to fd. The search has a time limit: some may come with later samples. */
  readonly owners: boolean;
  /** All processes that have a socket open, without a time limit. */
  readonly allOwners: boolean;
  /** Also the sockets of all network namespaces that may be entered. */
  readonly allNamespaces: boolean;
};

/**
 * Sockets as typed columns. A socket keeps its slot for life; a slot with `serial` 0 is empty. A slot has the same
 * socket in two samples exactly if the serials are equal.
 */
export type SocketTable = {
  /** One past the highest slot in use. */
  readonly slots: number;
  /** Number of slots with a socket. */
  readonly count: number;
  readonly columns: SocketColumns;
  /** Text by slot, as in the kernel and not safe for a terminal. Valid for the newest sample only. */
  readonly texts: SocketTexts;
  /** By slot, for sockets with several owners: all their PIDs, the lowest first. With allOwners only. */
  readonly sharers?: ReadonlyMap<number, readonly number[]>;
  /** How each requested kind was read. */
  readonly readings: Readonly<Partial<Record<SocketKind, SocketReading>>>;
  /** Inode of ntop's own network namespace; NaN if unknown. */
  readonly netNamespace: number;
  /** Inodes of the namespaces that were read, ntop's own first (NaN if unknown). */
  readonly readNamespaces: readonly number[];
  /** Number of namespaces of processes whose sockets may not be read. */
  readonly unreadNamespaces: number;
  /** Number of processes whose descriptors may not be read; root may see more owners. */
  readonly unreadableProcesses: number;
  /** The time limit was reached before all owners were found. */
  readonly searchingOwners: boolean;
  /** When this was read, by CLOCK_MONOTONIC; the base of rates. */
  readonly monotonicSeconds: number;
  /** Duration of this reading on its worker thread. */
  readonly scanMilliseconds: number;
};

export type SocketReading = {
  /** `files` (/proc/net) has no counters, and its sockets are identified by their addresses; `none`: unreadable. */
  readonly source: 'netlink' | 'files' | 'none';
  /** False: some may be missing because sockets changed while they were read, or reading failed. */
  readonly complete: boolean;
  /** Why reading failed: an errno name. */
  readonly refused?: string;
};

export type SocketColumns = {
  /** Unique per socket while ntop runs. 0: the slot is empty. */
  readonly serial: Float64Array;
  /** Inode of the socket; 0 if no descriptor refers to it (no longer, or not yet). */
  readonly inode: Float64Array;
  /** Inode of a unix socket's peer; NaN if it has none. */
  readonly peerInode: Float64Array;
  /** Inode of its network namespace; NaN if unknown. */
  readonly netNamespace: Float64Array;
  /** When it was first seen, in monotonicSeconds; NaN if it may have existed before. */
  readonly firstSeenSeconds: Float64Array;
  /** Start time of the process ownerPid since boot; with the PID it identifies the process. NaN if there is none. */
  readonly ownerStartTicks: Float64Array;
  /** NaN while listening. */
  readonly receiveQueueBytes: Float64Array;
  readonly sendQueueBytes: Float64Array;
  /** Connections waiting to be accepted, and their maximum. NaN if not listening. */
  readonly pendingConnections: Float64Array;
  readonly backlog: Float64Array;
  /** TCP bytes received, and bytes sent and acknowledged. */
  readonly receivedBytes: Float64Array;
  readonly sentBytes: Float64Array;
  readonly rttMicroseconds: Float64Array;
  /** Segments retransmitted so far. */
  readonly retransmits: Float64Array;
  /** The lowest PID that has it open; -1 if unknown. */
  readonly ownerPid: Int32Array;
  /** Number of processes that have it open; 0 if unknown. */
  readonly ownerCount: Int32Array;
  /** Its file descriptor in ownerPid; -1 if unknown. */
  readonly fd: Int32Array;
  /** 0 if it has none; for raw sockets the protocol number. */
  readonly localPort: Int32Array;
  readonly remotePort: Int32Array;
  /** UID of the socket; 4294967295 if unknown. */
  readonly uid: Uint32Array;
  /** Index into PROTOCOLS. */
  readonly protocol: Uint8Array;
  /** AF_*: 1 unix, 2 IPv4, 10 IPv6. */
  readonly family: Uint8Array;
  /** SOCK_*: 1 stream, 2 datagram, 3 raw, 5 sequenced packets. */
  readonly type: Uint8Array;
  /** The kernel's number of a TCP state; other sockets use 1 connected, 7 not connected, 10 listening. */
  readonly state: Uint8Array;
  /** TCP congestion state: 0 open, 1 disorder, 2 window reduced, 3 recovery, 4 loss; 255 unknown. */
  readonly congestionState: Uint8Array;
  /** 1: listening on all addresses of the machine, over TCP or UDP. */
  readonly wildcard: Uint8Array;
  /** 1: IPv6 only, although its address is ::; 255 unknown. */
  readonly v6Only: Uint8Array;
};

export const UNKNOWN_UID = 4_294_967_295;

/** Bytes that are not UTF-8 come as lone surrogates U+DC80 to U+DCFF, so that nothing is lost. */
export type SocketTexts = {
  /**
   * As inet_ntop(3) writes it (::ffff:127.0.0.1 for IPv4 in IPv6), with % and the interface if it is link-local and that
   * is known. Of a unix socket its name: empty without one, and an abstract one begins with NUL.
   */
  readonly localAddress: readonly string[];
  /** Empty for unix sockets. */
  readonly remoteAddress: readonly string[];
};

/** A process that has a socket open, identified by PID and start time. */
export type SocketOwner = {
  readonly pid: number;
  readonly startTicks: number;
  readonly fd: number;
  /** Why it could not be checked again (an errno name such as EACCES); it may have closed the socket since. */
  readonly refused?: string;
};

/** Reads the machine's sockets. A test passes a fake one. */
export interface SocketProbe {
  /** Rejects only if no socket at all can be read; the message is a sentence. */
  sample(needs: SocketNeeds): Promise<SocketTable>;
  /** The last table was not used: the next one replaces it, and the one before stays valid until the one after that. */
  discard(): void;
  /** All processes that have the socket open now, the lowest PID first; each was checked again. */
  owners(inode: number): Promise<readonly SocketOwner[]>;
}
