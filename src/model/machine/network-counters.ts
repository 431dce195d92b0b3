/** What the kernel has counted of an interface since it was made. The name is not safe for a terminal. */
export type InterfaceTraffic = {
  readonly name: string;
  /** In the sum over all: see InterfaceCounters. */
  readonly counted: boolean;
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  readonly receiveErrors: number;
  readonly receiveDrops: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
  readonly sendErrors: number;
  readonly sendDrops: number;
};

/** Of ntop's own network namespace, since it was made; undefined where the kernel does not report it. */
export type TcpCounters = {
  /** Connections that found the queue of a listening socket full; all that were dropped there. */
  readonly listenOverflows: number | undefined;
  readonly listenDrops: number | undefined;
  readonly retransmits: number | undefined;
};

/** What the exported metrics have of the network beside a snapshot. */
export type NetworkCounters = TcpCounters & {
  /** Undefined if they can't be read. */
  readonly interfaces: readonly InterfaceTraffic[] | undefined;
};
