/**
 * What one reading of the machine's sockets holds: counters only, in the kernel's own meaning. A number the kernel did
 * not give is NaN in a column of floats.
 */

/** The names of the column `protocol`, by its numbers. */
export const PROTOCOLS = ['', 'tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6', 'unix'] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

/** The kinds of sockets that are read, or not, each for itself; a kind has both families of addresses. */
export const SOCKET_KINDS = ['tcp', 'udp', 'raw', 'unix'] as const;
export type SocketKind = (typeof SOCKET_KINDS)[number];

/** What must be read for the next frame. What is not shown is not read. */
export type SocketNeeds = Readonly<Record<SocketKind, boolean>> & {
  /** Only those that wait for others: TCP in LISTEN, UDP and raw that are not connected, unix ones with a name. */
  readonly listeningOnly: boolean;
  /** Columns receivedBytes to congestionState, of TCP. */
  readonly counters: boolean;
  /** Columns ownerPid to fd. Found within a limit of time: the last few may come with the next samples. */
  readonly owners: boolean;
  /** All who have a socket open, however long looking takes: the column ownerPid alone is found within a limit. */
  readonly allOwners: boolean;
  /** Also those of all network namespaces that a process is in which may be looked into. */
  readonly allNamespaces: boolean;
};

/**
 * Sockets as typed columns. A socket keeps its slot for life; a slot whose `serial` is 0 is empty. Two samples speak of
 * the same socket exactly when the serials in a slot agree.
 */
export type SocketTable = {
  /** One past the highest slot in use. */
  readonly slots: number;
  /** How many slots hold a socket. */
  readonly count: number;
  readonly columns: SocketColumns;
  /** Text by slot, as the kernel has it and not yet safe for a terminal. Holds for the newest sample only. */
  readonly texts: SocketTexts;
  /** Who has a socket open, by its slot, lowest PID first: of those that several have. With allOwners only. */
  readonly sharers?: ReadonlyMap<number, readonly number[]>;
  /** How each kind was had that was asked for. */
  readonly readings: Readonly<Partial<Record<SocketKind, SocketReading>>>;
  /** Inode of the network namespace that ntop runs in; NaN when unknown. */
  readonly netNamespace: number;
  /** Inodes of the namespaces that were read, ntop's own first; NaN when that is unknown. */
  readonly readNamespaces: readonly number[];
  /** Namespaces that processes are in and whose sockets may not be read. */
  readonly unreadNamespaces: number;
  /** Processes of users whose descriptors may not be seen: who looks with more rights may see more owners. */
  readonly unreadableProcesses: number;
  /** Time was over before all owners were found. */
  readonly searchingOwners: boolean;
  /** When this was read, on a clock that only goes forward: rates divide by it. */
  readonly monotonicSeconds: number;
  /** What this reading took, on its worker thread. */
  readonly scanMilliseconds: number;
};

export type SocketReading = {
  /** `files` gives no counters and tells ended sockets by their addresses; `none` gave nothing. */
  readonly source: 'netlink' | 'files' | 'none';
  /** False: some may be missing, because sockets changed while they were read, or reading failed. */
  readonly complete: boolean;
  /** Why reading failed: an errno name. */
  readonly refused?: string;
};

export type SocketColumns = {
  /** Names one socket as long as ntop runs; never given twice. 0: the slot is empty. */
  readonly serial: Float64Array;
  /** Inode of the socket; 0 when no descriptor leads to it (any more, or not yet). */
  readonly inode: Float64Array;
  /** Inode of a unix socket's peer; NaN when it has none. */
  readonly peerInode: Float64Array;
  /** Inode of the network namespace it is in; NaN when unknown. */
  readonly netNamespace: Float64Array;
  /** When it was first seen, in monotonicSeconds; NaN for those that may have been there before. */
  readonly firstSeenSeconds: Float64Array;
  /** Start time of the process ownerPid since boot: with the PID it names one process. NaN when there is none. */
  readonly ownerStartTicks: Float64Array;
  /** NaN while listening. */
  readonly receiveQueueBytes: Float64Array;
  readonly sendQueueBytes: Float64Array;
  /** Connections that wait to be accepted, and how many may. NaN when not listening. */
  readonly pendingConnections: Float64Array;
  readonly backlog: Float64Array;
  /** What its program has received and sent over TCP; sent bytes count once the other side has them. */
  readonly receivedBytes: Float64Array;
  readonly sentBytes: Float64Array;
  readonly rttMicroseconds: Float64Array;
  /** Segments sent again so far. */
  readonly retransmits: Float64Array;
  /** The lowest PID that has it open; -1 when unknown. */
  readonly ownerPid: Int32Array;
  /** Processes that have it open; 0 when unknown. */
  readonly ownerCount: Int32Array;
  /** Number of its descriptor in ownerPid; -1 when unknown. */
  readonly fd: Int32Array;
  /** 0 when it has none; the protocol's number for raw sockets. */
  readonly localPort: Int32Array;
  readonly remotePort: Int32Array;
  /** User id of who made it; 4294967295 when unknown. */
  readonly uid: Uint32Array;
  /** Index into PROTOCOLS. */
  readonly protocol: Uint8Array;
  /** AF_*: 1 unix, 2 IPv4, 10 IPv6. */
  readonly family: Uint8Array;
  /** SOCK_*: 1 stream, 2 datagram, 3 raw, 5 sequenced packets. */
  readonly type: Uint8Array;
  /** The kernel's number of TCP's states, which other sockets use too: 1 connected, 7 not connected, 10 listening. */
  readonly state: Uint8Array;
  /** Congestion control of TCP: 0 open, 1 disorder, 2 window reduced, 3 recovery, 4 loss; 255 unknown. */
  readonly congestionState: Uint8Array;
  /** 1: waits for others, over TCP or UDP, at every address of the machine. */
  readonly wildcard: Uint8Array;
  /** 1: takes no IPv4 although its address is ::; 255 unknown. */
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

/** A process that has a socket open; PID and start time name it. */
export type SocketOwner = {
  readonly pid: number;
  readonly startTicks: number;
  readonly fd: number;
  /** Why it could not be looked at again (an errno name such as EACCES); it may not have the socket any more. */
  readonly refused?: string;
};

/** Reads the machine's sockets. A test passes a fake one. */
export interface SocketProbe {
  /** Rejects only when no socket at all can be read; the message is a sentence. */
  sample(needs: SocketNeeds): Promise<SocketTable>;
  /** Everyone who has the socket open at this moment, lowest PID first; each was looked at again. */
  owners(inode: number): Promise<readonly SocketOwner[]>;
}
