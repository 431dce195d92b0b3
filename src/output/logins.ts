import type { Column } from '../model/list/column-kinds.js';
import type { Pane } from '../model/list/pane.js';
import type { Sample } from '../model/sample/sample.js';
import { describeSession, sessionChanges } from '../model/sessions/changes.js';
import { asciiOnly } from '../model/text/text.js';
import { sampleTime } from './exact.js';
import { writeEventJson } from './json.js';

/** A sample, and the slots of its sessions that match the filter. */
export type Logins = { readonly sample: Sample; readonly slots: Int32Array };

type Shape = {
  readonly json: boolean;
  readonly pane: Pane;
  readonly columns: readonly Column[];
  readonly unicode: boolean;
};

/** The logins and logouts between two samples, one per line; empty if there are none. */
export function writeLogins(before: Logins, after: Logins, { json, pane, columns, unicode }: Shape): string {
  const [old, now] = [before.sample.sessions, after.sample.sessions];
  if (old === undefined || now === undefined) return '';
  const lines = sessionChanges(old, now).map(({ kind, session }) => {
    const { sample: found, slots } = kind === 'login' ? after : before;
    const slot = (kind === 'login' ? now : old).sessions.indexOf(session);
    if (!slots.includes(slot)) return '';
    const { sample } = after;
    if (json) {
      const event = { schema: 'ntop.session-events/1', event: kind, sample };
      return writeEventJson(event, { name: 'session', found, slot }, pane, columns);
    }
    const line = `${sampleTime(sample)} ${kind} ${describeSession(session)} (${session.kind})\n`;
    return unicode ? line : asciiOnly(line);
  });
  return lines.join('');
}
