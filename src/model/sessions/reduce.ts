import type { Answer, PaneContext, PartEvent } from '../list/part.js';
import type { Target } from '../list/targets.js';
import type { Session, SessionTable } from '../machine/session-table.js';
import { actedOn } from '../processes/acted-on.js';
import type { Sample } from '../sample/sample.js';
import { describeSession, sessionChanges } from './changes.js';

/** The sessions of the last reading. */
export type SessionState = { readonly known: SessionTable | undefined };

type Context = PaneContext<SessionState>;
type Change = Answer<SessionState>;

export function beginSessions(): SessionState {
  return { known: undefined };
}

export function reduceSessions(context: Context, event: PartEvent): Change | undefined {
  if (event.type === 'sampled') return tellLogins(context);
  if (event.type !== 'commanded') return undefined;
  return event.command === 'showSession' ? showSession(context) : hangUp(context);
}

/** Shows only the processes of the selected session, as a tree. */
function showSession({ sample, selected }: Context): Change | undefined {
  const session = sample?.sessions?.sessions[selected()];
  if (sample === undefined || session === undefined) return undefined;
  const { serial } = session;
  const leader = leaderSerial(sample, session);
  const alone = { pane: 'sessions', serial, noun: 'session', text: describeSession(session) };
  return { wishes: [{ type: 'openPane', pane: 'processes', alone, ...(leader !== 0 && { select: leader }) }] };
}

/** Opens a pidfd for each of its processes, then opens the dialog. */
function hangUp({ sample, chosen }: Context): Change | undefined {
  if (sample === undefined) return undefined;
  const targets = new Map<number, Target>();
  for (const session of chosen().flatMap((slot) => sample.sessions?.sessions[slot] ?? [])) {
    const text = describeSession(session);
    for (const slot of session.slots) {
      const target = actedOn(sample, slot);
      if (target !== undefined && !targets.has(target.serial)) targets.set(target.serial, { ...target, session: text });
    }
  }
  return { wishes: [{ type: 'hold', purpose: 'hangUp', targets: [...targets.values()] }] };
}

/** Announces logins and logouts since the last reading. */
function tellLogins({ own, sample, setting }: Context): Change | undefined {
  const known = sample?.sessions;
  if (known === undefined) return undefined;
  if (own.known === undefined || setting('loginNotices') !== true) return { own: { known } };
  const changes = sessionChanges(own.known, known).filter(({ session }) => isLogin(session));
  const text = changes.map(({ kind, session }) => `${kind}: ${describeSession(session)}`).join('; ');
  return { own: { known }, wishes: text === '' ? [] : [{ type: 'tellNews', text }] };
}

/** A further terminal, as of tmux or in a container, is not a login. */
export function isLogin({ source, kind }: Session): boolean {
  return source !== 'processes' || kind !== 'other';
}

function leaderSerial({ snapshot }: Sample, { leader, slots }: Session): number {
  const { pid, serial } = snapshot.processes.columns;
  const slot = slots.find((candidate) => pid[candidate] === leader?.pid) ?? -1;
  return serial[slot] ?? 0;
}
