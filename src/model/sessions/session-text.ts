import type { Session } from '../machine/session-table.js';
import { clean } from '../text/text.js';

/** `ada from 192.0.2.7 on pts/3`, safe for a terminal. */
export function describeSession({ user, host, terminal }: Session): string {
  const from = host === undefined ? '' : ` from ${host}`;
  const on = terminal === undefined ? '' : ` on ${terminal}`;
  return clean(`${user || 'unknown user'}${from}${on}`);
}
