/** What a piece of text means. The theme gives each a look; no meaning rests on colour alone. */
export type Tone =
  | 'normal'
  | 'muted'
  | 'strong'
  /** Table header, and in it the column that sorts. */
  | 'header'
  | 'headerSorted'
  /** Laid over a whole line. */
  | 'selected'
  | 'tagged'
  | 'followed'
  /** The part of a text that a search found. */
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
  /** The footer: a key, and what it does. */
  | 'key'
  | 'keyLabel'
  /** A key's label when it can't be used now. */
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
