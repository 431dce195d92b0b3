import type { MessageBus } from 'dbus-native';
import type { UnitReading, UnitState } from '../model/machine/unit-reading.js';
import type { Files } from './files.js';
import { askOverBus, NO_AUTO_START, reasonOf, whyNot } from './system-bus.js';

const MANAGER = {
  destination: 'org.freedesktop.systemd1',
  path: '/org/freedesktop/systemd1',
  interface: 'org.freedesktop.systemd1.Manager',
  flags: NO_AUTO_START,
};
/** Units that have processes; a machine has hundreds of others, such as devices. */
const PATTERNS = ['service', 'scope', 'slice', 'socket', 'mount', 'swap'].map((kind) => `*.${kind}`);
const MOST_UNITS = 20_000;
/** Before systemd 230 only all units can be listed. */
const UNKNOWN_METHOD = 'org.freedesktop.DBus.Error.UnknownMethod';

/** A row of ListUnits: name, description, load, active and sub state, and more. */
type Row = readonly unknown[];

/** The units of systemd, read over the system bus without starting a service. Never rejects, and has a time limit. */
export async function readUnits(socketPath: string, files: Files): Promise<UnitReading> {
  const connected = await files.connect(socketPath);
  if (!connected.ok) return { source: whyNot(connected.code), units: [] };
  const answer = await askOverBus(connected.value, listUnits);
  if (!answer.ok) return { source: whyNot(answer.reason), units: [] };
  return { source: { state: 'read' }, units: answer.value.slice(0, MOST_UNITS).map(toUnit) };
}

async function listUnits(bus: MessageBus): Promise<readonly Row[]> {
  const few = { ...MANAGER, member: 'ListUnitsByPatterns', signature: 'asas', body: [[], PATTERNS] };
  try {
    return await bus.invoke<readonly Row[]>(few);
  } catch (error) {
    if (reasonOf(error) !== UNKNOWN_METHOD) throw error;
    return bus.invoke<readonly Row[]>({ ...MANAGER, member: 'ListUnits' });
  }
}

function toUnit([name, , , active, sub]: Row): UnitState {
  return { name: String(name), active: String(active), sub: String(sub) };
}
