import {
  type LoginReading,
  type LoginRecord,
  SESSION_KINDS,
  type SourceState,
  type TerminalReading,
} from '../machine/session-table.js';
import { either, list, map, number, oneOf, optional, record, type Shape, text } from './shape.js';

export const sourceState: Shape<SourceState> = either(
  record({ state: oneOf(['failed']), reason: text }),
  record({ state: oneOf(['read', 'absent']) }),
  (value) => 'reason' in value,
);

const loginRecord = record<LoginRecord>({
  source: oneOf(['logind', 'utmp']),
  id: text,
  user: text,
  terminal: optional(text),
  host: optional(text),
  loginTimeSeconds: optional(number),
  loginTimeWithinSeconds: number,
  loginMonotonicSeconds: optional(number),
  idleSeconds: optional(number),
  kind: optional(oneOf(SESSION_KINDS)),
  leaderPid: optional(number),
  leaderPidfdInode: optional(number),
  leaderSeen: optional(oneOf(['here', 'hidden', 'gone'])),
});

const terminalReading = record<TerminalReading>({
  idleSeconds: optional(number),
  foregroundGroupId: optional(number),
});

export const loginReading = record<LoginReading>({
  sources: record<LoginReading['sources']>({ logind: sourceState, utmp: sourceState }),
  records: list(loginRecord),
  terminals: map(text, terminalReading),
  idleSeconds: map(text, number),
});
