import type { PortName } from '../machine/socket-kinds.js';
import type { Notice } from '../text/notice.js';
import { NO_PORTS, type PortEvent, type PortReading } from './watch.js';

/** The ports that are watched, and what happened there. */
export type Watch = {
  readonly ports: ReadonlySet<PortName>;
  readonly reading: PortReading;
  /** The newest first; the oldest of many are gone. */
  readonly events: readonly PortEvent[];
  /** How many of them came since the person last looked at all of them. */
  readonly unseen: number;
  /** Until then (milliseconds of the caller's clock) the newest is told in full, whatever is typed meanwhile. */
  readonly freshUntil: number;
  /** What the status line had to say when the newest came: older news. */
  readonly noticeThen: Notice | undefined;
};

/** A watch at its beginning. */
export function beginWatch(ports: ReadonlySet<PortName>): Watch {
  return { ports, reading: NO_PORTS, events: [], unseen: 0, freshUntil: 0, noticeThen: undefined };
}
