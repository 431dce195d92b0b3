/** No limit. */
export const RLIM_INFINITY = -1;

/** A resource that rlimit() knows. */
export type Resource =
  | 'cpu'
  | 'fsize'
  | 'data'
  | 'stack'
  | 'core'
  | 'rss'
  | 'nproc'
  | 'nofile'
  | 'memlock'
  | 'as'
  | 'locks'
  | 'sigpending'
  | 'msgqueue'
  | 'nice'
  | 'rtprio'
  | 'rttime';

/** The same under the names of setrlimit(2). */
export const RLIMIT_CPU = 'cpu';
export const RLIMIT_FSIZE = 'fsize';
export const RLIMIT_DATA = 'data';
export const RLIMIT_STACK = 'stack';
export const RLIMIT_CORE = 'core';
export const RLIMIT_RSS = 'rss';
export const RLIMIT_NPROC = 'nproc';
export const RLIMIT_NOFILE = 'nofile';
export const RLIMIT_MEMLOCK = 'memlock';
export const RLIMIT_AS = 'as';
export const RLIMIT_LOCKS = 'locks';
export const RLIMIT_SIGPENDING = 'sigpending';
export const RLIMIT_MSGQUEUE = 'msgqueue';
export const RLIMIT_NICE = 'nice';
export const RLIMIT_RTPRIO = 'rtprio';
export const RLIMIT_RTTIME = 'rttime';

/** As the kernel numbers them. */
export const RESOURCES: Readonly<Record<Resource, number>> = {
  cpu: 0,
  fsize: 1,
  data: 2,
  stack: 3,
  core: 4,
  rss: 5,
  nproc: 6,
  nofile: 7,
  memlock: 8,
  as: 9,
  locks: 10,
  sigpending: 11,
  msgqueue: 12,
  nice: 13,
  rtprio: 14,
  rttime: 15,
};
