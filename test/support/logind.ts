import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import dbus, { type MessageBus } from 'dbus-native';
import { makeTree } from '../probe/readings.js';
import { atEnd } from './endings.js';
import { spawnMortal } from './mortal.js';

/** Properties of org.freedesktop.login1.Session, by name: the signature and the value. */
export type FakeSession = Readonly<Record<string, readonly [signature: string, value: unknown]>>;

const LOGIND = 'org.freedesktop.login1';

/** A bus of our own, with dbus-daemon(1). The result is its socket; it ends with the test. */
export async function startBus(): Promise<string> {
  const folder = makeTree({});
  const socket = join(folder, 'bus');
  const rules = ['send_destination="*"', 'receive_sender="*"', 'own="*"'].map((rule) => `<allow ${rule}/>`).join('');
  writeFileSync(
    join(folder, 'bus.conf'),
    `<busconfig><listen>unix:path=${encodeURI(socket)}</listen><policy context="default">${rules}</policy></busconfig>`,
  );
  const child = spawnMortal('dbus-daemon', [
    '--nofork',
    '--print-address',
    `--config-file=${join(folder, 'bus.conf')}`,
  ]);
  child.stderr.resume();
  const exit = once(child, 'exit');
  atEnd(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const refused = exit.then(() => Promise.reject(new Error('the bus did not start')));
  refused.catch(() => {});
  await Promise.race([once(child.stdout, 'data'), refused]);
  return socket;
}

/** Somebody on the bus who says that he is logind and has these sessions; `ended` are listed, but not there any more. */
export async function serveLogind(socket: string, sessions: readonly FakeSession[], ended: readonly string[] = []) {
  const bus = await enter(socket);
  const path = (at: number) => `/org/freedesktop/login1/session/_3${at}`;
  sessions.forEach((properties, at) => {
    const signatures = Object.fromEntries(Object.entries(properties).map(([name, [signature]]) => [name, signature]));
    const values = Object.fromEntries(Object.entries(properties).map(([name, [, value]]) => [name, value]));
    bus.exportInterface(values, path(at), { name: `${LOGIND}.Session`, properties: signatures });
  });
  const listed = [...sessions.map((_, at) => path(at)), ...ended].map((at) => ['c1', 1000, 'ada', 'seat0', at]);
  bus.exportInterface({ ListSessions: () => listed }, '/org/freedesktop/login1', {
    name: `${LOGIND}.Manager`,
    methods: { ListSessions: ['', 'a(susso)', [], ['sessions']] },
  });
  await bus.requestName(LOGIND, 0);
}

/** Somebody who has the name of logind and never answers. */
export async function serveSilence(socket: string): Promise<void> {
  const bus = await enter(socket);
  bus.exportInterface({ ListSessions: () => new Promise(() => {}) }, '/org/freedesktop/login1', {
    name: `${LOGIND}.Manager`,
    methods: { ListSessions: ['', 'a(susso)', [], ['sessions']] },
  });
  await bus.requestName(LOGIND, 0);
}

export async function enter(path: string): Promise<MessageBus> {
  const stream = connect(path);
  await once(stream, 'connect');
  atEnd(() => void stream.destroy());
  return dbus.createClient({ stream, authMethods: ['EXTERNAL'] });
}
