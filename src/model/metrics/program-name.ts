import { containerName } from '../processes/container.js';
import { groupName } from '../processes/group-names.js';
import { unitName } from '../processes/unit.js';
import { clean } from '../text/text.js';

/** All programs without a name of their own; what runs in the kernel. No program gets these names itself. */
export const OTHER = 'other';
export const KERNEL = 'kernel';

const MOST_REMEMBERED = 4096;

const TRAILING_NUMBER = /(?:[-_.:/# ]?\d+)+$/;
const INSTANCE = /@.*(?=\.[a-z]+$)/;
/** session-4.scope, run-u12.service, app-term-4711.scope, vte-spawn-d1f2….scope: numbers that another one will not have. */
const SERIAL_NUMBER = /(?:[-_](?:[ru]?\d+|r?[0-9a-f]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))+(?=\.[a-z]+$)/;

/**
 * The program behind a task's name: without the numbers at its end, by which a program tells its own processes apart; OTHER if
 * nothing is left. Safe text.
 */
export const programOf = remembering((taskName) => {
  const name = clean(taskName).trim().replace(TRAILING_NUMBER, '');
  return name === '' || name === KERNEL ? OTHER : name;
});

/** The container or systemd unit of a control group, without what is of one instance; empty if it has none. Safe text. */
export const unitOf = remembering((cgroup) => {
  const container = containerName(cgroup);
  if (container !== undefined) return clean(container);
  const unit = unitName(cgroup);
  return unit === undefined ? '' : withoutInstance(unit);
});

/** The service, scope or container that a control group itself is, named likewise; undefined for any other group. */
export function groupLabel(path: string): string | undefined {
  const { name, kind } = groupName(path);
  if (kind === 'container') return clean(name);
  return kind === 'service' || kind === 'scope' ? withoutInstance(name) : undefined;
}

/** user@1000.service and user-1000.slice are of one user, sshd@4.service of one connection. */
function withoutInstance(unit: string): string {
  return clean(unit).replace(INSTANCE, '@').replace(SERIAL_NUMBER, '');
}

/** With what was made of the last texts. */
function remembering(make: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const made = make(text);
    known.set(text, made);
    return made;
  };
}
