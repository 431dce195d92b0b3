import type { Duplex } from 'node:stream';
import type { MessageBus } from 'dbus-native';
import type { SourceState } from '../model/machine/session-table.js';

export type BusAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

/** For the flags of a message: no service is started by a question. */
export const NO_AUTO_START = 2;
/** Less than the two seconds that SessionProbe may take. */
export const TIME_LIMIT_MILLISECONDS = 1500;
/** Errors that mean that there is no bus, or no service with that name. */
const ABSENCES: readonly string[] = [
  'ENOENT',
  'ECONNREFUSED',
  'org.freedesktop.DBus.Error.NameHasNoOwner',
  'org.freedesktop.DBus.Error.ServiceUnknown',
];

/** Asks over a connection to the system bus, and closes it. Never rejects, and has a time limit. */
export async function askOverBus<Value>(
  stream: Duplex,
  ask: (bus: MessageBus) => Promise<Value>,
): Promise<BusAnswer<Value>> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  try {
    // Loaded here, because most runs never need it, and before the timeout starts, because loading is not the service's
    // time.
    const { createClient } = (await import('dbus-native')).default;
    timer = setTimeout(() => {
      isLate = true;
      stream.destroy();
    }, TIME_LIMIT_MILLISECONDS);
    const bus = createClient({ stream, authMethods: ['EXTERNAL'], plainValues: true, returnBigInt: false });
    // An error of the connection also rejects the pending calls.
    bus.connection.on('error', () => {});
    return { ok: true, value: await ask(bus) };
  } catch (error) {
    return { ok: false, reason: isLate ? 'ETIMEDOUT' : reasonOf(error) };
  } finally {
    clearTimeout(timer);
    stream.destroy();
  }
}

/** A D-Bus error has a name, a system error a code; a timeout has neither. */
export function reasonOf(error: unknown): string {
  const { dbusName, code, message } = error as { dbusName?: string; code?: string; message?: string };
  return dbusName ?? code ?? message ?? String(error);
}

/** Whether there is no such service, or one that did not answer. */
export function whyNot(reason: string): SourceState {
  return ABSENCES.includes(reason) ? { state: 'absent' } : { state: 'failed', reason };
}

/** The socket in DBUS_SYSTEM_BUS_ADDRESS, or the standard path: other addresses are for other machines. */
export function systemBusPath(): string {
  const path = /^unix:path=([^,;]+)/.exec(process.env.DBUS_SYSTEM_BUS_ADDRESS ?? '')?.[1];
  return path === undefined ? '/run/dbus/system_bus_socket' : unescaped(path);
}

/** A wrongly escaped address: there is no bus. */
function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
