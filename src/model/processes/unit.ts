import { unescapeName } from './container.js';

/** What systemd puts into groups; see systemd.unit(5). */
const UNIT = /^[\w:.@\\-]+\.(?:service|scope|socket|mount|swap|slice)$/;
const USER_MANAGER = /^user@\d+\.service$/;

/**
 * The systemd unit of a control group, as it reads to a person; undefined if there is none. Below a unit, groups have
 * whatever names its processes like: only a user's manager has units of its own, of which the process's is given.
 */
export function unitName(cgroup: string): string | undefined {
  const parts = cgroup.split('/').slice(1).map(withoutEscape);
  const unit = unitIn(parts);
  return unit === undefined ? undefined : unescapeName(unit);
}

function unitIn(parts: readonly string[]): string | undefined {
  const inSlices = parts.findIndex((part) => !isSlice(part));
  if (inSlices < 0) return parts.findLast(isSlice);
  const name = parts[inSlices];
  if (!UNIT.test(name)) return inSlices > 0 ? parts[inSlices - 1] : undefined;
  return USER_MANAGER.test(name) ? (unitIn(parts.slice(inSlices + 1)) ?? name) : name;
}

/** The unit of the machine's own manager that the group itself is, with its escapes; undefined for any other group. */
export function systemUnit(cgroup: string): string | undefined {
  const parts = cgroup.split('/').slice(1).map(withoutEscape);
  const last = parts.pop() ?? '';
  return UNIT.test(last) && parts.every(isSlice) ? last : undefined;
}

function isSlice(part: string): boolean {
  return part.endsWith('.slice') && UNIT.test(part);
}

/** systemd writes an underscore before names that the kernel's own files could have. */
export function withoutEscape(part: string): string {
  return part.startsWith('_') ? part.slice(1) : part;
}
