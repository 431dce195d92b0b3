import { describe, expect, it } from 'vitest';
import { SESSIONS } from '../../src/model/sessions/pane.js';
import { type Logins, writeLogins } from '../../src/output/logins.js';
import { fakeLogins, fakeRecord, SSH_LOGIN } from '../support/sessions.js';
import { fakeSample } from '../support/snapshots.js';

const columns = SESSIONS.columns.filter(({ id }) => ['user', 'host', 'pid'].includes(id));
const HOST = 'h\u001b[2J\u202e';

/** A sample with all its sessions listed, or none. */
function loginsOf(processes: typeof SSH_LOGIN, listed = true): Logins {
  const sessions = fakeLogins({ records: processes.length === 0 ? [] : [fakeRecord({ host: HOST })] });
  const sample = fakeSample({ processes, sessions });
  return { sample, slots: Int32Array.from(listed ? (sample.sessions?.sessions.keys() ?? []) : []) };
}

const [nobody, ada] = [loginsOf([]), loginsOf(SSH_LOGIN)];
const write = (before: Logins, after: Logins, json: boolean) =>
  writeLogins(before, after, { json, pane: SESSIONS, columns, unicode: true });

describe('ntop who --watch prints', () => {
  it('one line for a login and one for a logout', () => {
    expect(write(nobody, ada, false)).toMatch(/^\S+Z login ada from h\?\[2J\? on pts\/3 \(ssh\)\n$/);
    expect(write(ada, nobody, false)).toMatch(/^\S+Z logout ada from h\?\[2J\? on pts\/3 \(ssh\)\n$/);
    expect(write(ada, ada, false)).toBe('');
  });

  it('one JSON object per line, exact and safe for a terminal', () => {
    const line = write(ada, nobody, true);
    expect(line).not.toMatch(/[\u001b\u202e]/);
    expect(JSON.parse(line)).toEqual({
      schema: 'ntop.session-events/1',
      time: new Date((1_795_000_000 + 1000) * 1000).toISOString(),
      host: 'testhost',
      event: 'logout',
      session: { identity: '20-200-0', user: 'ada', host: HOST, pid: 20 },
    });
  });

  it('nothing for sessions that the filter hides, nor before logins were read', () => {
    expect(write(nobody, loginsOf(SSH_LOGIN, false), false)).toBe('');
    const unread = { sample: fakeSample({ processes: SSH_LOGIN }), slots: new Int32Array() };
    expect(write(unread, ada, false) + write(ada, unread, false)).toBe('');
  });
});
