import { ownContainerName, unescapeName } from './container.js';
import { systemUnit, withoutEscape } from './unit.js';

/** Kinds of control groups. Scripts rely on these words. */
export const KINDS_OF_GROUPS = ['service', 'scope', 'slice', 'container', 'session', 'other'] as const;
export type KindOfGroup = (typeof KINDS_OF_GROUPS)[number];

export type GroupName = {
  /** As the columns of the processes name it: container, unit, or the group's own name. Not safe for a terminal. */
  readonly name: string;
  readonly kind: KindOfGroup;
  /** The machine's own unit that the group is, as its manager knows it; undefined for any other group. */
  readonly systemUnit: string | undefined;
};

/** More paths than there are groups. */
const MOST_KEPT = 8192;
const known = new Map<string, GroupName>();

/** What a control group is called, by its path. */
export function groupName(path: string): GroupName {
  const found = known.get(path);
  if (found !== undefined) return found;
  if (known.size >= MOST_KEPT) known.clear();
  const made = makeName(path);
  known.set(path, made);
  return made;
}

function makeName(path: string): GroupName {
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (last === '') return { name: '/', kind: 'other', systemUnit: undefined };
  const container = ownContainerName(path);
  if (container !== undefined) return { name: container, kind: 'container', systemUnit: systemUnit(path) };
  return { name: unescapeName(withoutEscape(last)), kind: kindOf(last), systemUnit: systemUnit(path) };
}

function kindOf(name: string): KindOfGroup {
  if (/^session-.+\.scope$/.test(name)) return 'session';
  const suffix = /\.(service|scope|slice)$/.exec(name)?.[1];
  return (suffix as KindOfGroup | undefined) ?? 'other';
}
