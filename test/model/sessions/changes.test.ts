import { expect, it } from 'vitest';
import type { LoginReading } from '../../../src/model/machine/session-table.js';
import { sessionChanges } from '../../../src/model/sessions/changes.js';
import { fakeRecord, fakeSessions, SSH_LOGIN, UTMP_RECORDS } from '../../support/sessions.js';

const listener = SSH_LOGIN.slice(0, 1);
const reused = SSH_LOGIN.map((one, slot) => ({ ...one, slot, serial: slot === 0 ? 10 : one.pid + 1000 }));
const utmp = { records: [fakeRecord()] };
const both = { records: [fakeRecord({ source: 'logind', id: '3' }), fakeRecord()] };
const hidden = { records: [fakeRecord({ leaderSeen: 'hidden' })] };
const failed: Partial<LoginReading> = {
  sources: { logind: { state: 'absent' }, utmp: { state: 'failed', reason: 'EIO' } },
};

const told = (before: ReturnType<typeof fakeSessions>, after: ReturnType<typeof fakeSessions>) =>
  sessionChanges(before, after).map(({ kind, session }) => `${kind} ${session.user} ${session.terminal}`);

it.each([
  ['who logs in', fakeSessions(listener), fakeSessions(SSH_LOGIN), ['login ada pts/3']],
  ['who logs out', fakeSessions(SSH_LOGIN), fakeSessions(listener), ['logout ada pts/3']],
  ['nobody who stays', fakeSessions(SSH_LOGIN), fakeSessions(SSH_LOGIN), []],
  ['nobody of whom another source tells by now', fakeSessions(SSH_LOGIN), fakeSessions(SSH_LOGIN, both), []],
  [
    'both, when the same PIDs and terminal are used by another',
    fakeSessions(SSH_LOGIN, utmp),
    fakeSessions(reused, utmp),
    ['logout ada pts/3', 'login ada pts/3'],
  ],
  [
    'who logs out and leaves a record behind',
    fakeSessions(SSH_LOGIN, utmp),
    fakeSessions([], utmp),
    ['logout ada pts/3'],
  ],
  ['nobody whose record was left behind before', fakeSessions([]), fakeSessions([], utmp), []],
  ['who is hidden and logs in', fakeSessions([]), fakeSessions([], hidden), ['login ada pts/3']],
  ['nobody when a source fails', fakeSessions([], hidden), fakeSessions([], failed), []],
  [
    'no logout when a source starts to record logins, and windows no longer count',
    fakeSessions([{ pid: 40, sessionId: 40, terminalDevice: 0x8804 }]),
    fakeSessions([], { sources: UTMP_RECORDS }),
    [],
  ],
  ['nobody when it works again', fakeSessions([], failed), fakeSessions([], hidden), []],
])('reports %s', (_, before, after, expected) => {
  expect(told(before, after)).toEqual(expected);
});
