export const CONN_ESTABLISHED = 'ESTABLISHED';
export const CONN_SYN_SENT = 'SYN_SENT';
export const CONN_SYN_RECV = 'SYN_RECV';
export const CONN_FIN_WAIT1 = 'FIN_WAIT1';
export const CONN_FIN_WAIT2 = 'FIN_WAIT2';
export const CONN_TIME_WAIT = 'TIME_WAIT';
export const CONN_CLOSE = 'CLOSE';
export const CONN_CLOSE_WAIT = 'CLOSE_WAIT';
export const CONN_LAST_ACK = 'LAST_ACK';
export const CONN_LISTEN = 'LISTEN';
export const CONN_CLOSING = 'CLOSING';
/** Sockets other than TCP have no status. */
export const CONN_NONE = 'NONE';
/** A state unknown to this version. */
export const CONN_UNKNOWN = 'UNKNOWN';

/** By the kernel's numbers of TCP states, from 1. */
export const TCP_STATUSES = [
  CONN_ESTABLISHED,
  CONN_SYN_SENT,
  CONN_SYN_RECV,
  CONN_FIN_WAIT1,
  CONN_FIN_WAIT2,
  CONN_TIME_WAIT,
  CONN_CLOSE,
  CONN_CLOSE_WAIT,
  CONN_LAST_ACK,
  CONN_LISTEN,
  CONN_CLOSING,
] as const;

export type ConnectionStatus = (typeof TCP_STATUSES)[number] | typeof CONN_NONE | typeof CONN_UNKNOWN;

/** The name of a TCP socket's state. */
export function tcpStatus(state: number): ConnectionStatus {
  return TCP_STATUSES[state - 1] ?? CONN_UNKNOWN;
}
