/** The meaning of a piece of text. The theme defines the look of each; no meaning depends on colour alone. */
export type Tone =
  | 'normal'
  | 'muted'
  | 'strong'
  /** Table header, and the sort column in it. */
  | 'header'
  | 'headerSorted'
  /** Laid over a whole line. */
  | 'selected'
  | 'tagged'
  | 'followed'
  /** The part of a text that matches the search. */
  | 'match'
  /** A caption such as CPU or Mem. */
  | 'label'
  /** Rows of processes that use much CPU or memory, and of threads. */
  | 'busy'
  | 'huge'
  | 'thread'
  | 'good'
  | 'warning'
  | 'danger'
  /** The footer: a key, and its label. */
  | 'key'
  | 'keyLabel'
  /** The label of a key that can't be used now. */
  | 'keyOff'
  | 'tab'
  | 'tabActive'
  /** Parts of the CPU bar. */
  | 'cpuUser'
  | 'cpuNice'
  | 'cpuSystem'
  | 'cpuWait'
  | 'cpuSteal'
  /** Parts of the memory bar. */
  | 'memoryUsed'
  | 'memoryKernel'
  | 'memoryHuge'
  | 'memoryShared'
  | 'memoryBuffers'
  | 'memoryCache'
  | 'swapUsed';

/** Text that is already safe for a terminal (see text.ts), with its meaning. */
export type Span = { readonly text: string; readonly tone: Tone };

/** One line of the screen. */
export type Line = readonly Span[];
