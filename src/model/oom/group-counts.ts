import type { GroupTable } from '../machine/group-table.js';

type Counts = {
  readonly oomKills: number;
  readonly limitHits: number;
  readonly memoryLimitBytes: number;
};

/** What control groups counted when they were last read, by path. */
export type GroupCounts = ReadonlyMap<string, Counts>;

export type Limit = {
  readonly path: string;
  readonly bytes: number;
  /** It was met since the reading before; undefined if the counts don't say. */
  readonly isMet: boolean | undefined;
};

/** Undefined if they were not asked for, or no group says anything. */
export function countsOf(groups: GroupTable | undefined, isAsked: boolean): GroupCounts | undefined {
  if (groups === undefined || !isAsked) return undefined;
  const { columns, texts, slots } = groups;
  const { serial, oomKills, limitHits, memoryLimitBytes } = columns;
  if (!memoryLimitBytes.subarray(0, slots).some((limit) => !Number.isNaN(limit))) return undefined;
  const counts = new Map<string, Counts>();
  for (let slot = 0; slot < slots; slot++) {
    if (serial[slot] === 0) continue;
    const [kills, hits, limit] = [oomKills[slot], limitHits[slot], memoryLimitBytes[slot]];
    counts.set(texts.path[slot], { oomKills: kills, limitHits: hits, memoryLimitBytes: limit });
  }
  return counts;
}

/** How many processes of a group were killed since the reading before; one that was not there began at 0. NaN if unknown. */
export function killsIn(before: GroupCounts | undefined, now: GroupCounts | undefined, path: string): number {
  if (before === undefined) return Number.NaN;
  const rise = (now?.get(path)?.oomKills ?? Number.NaN) - (before.get(path)?.oomKills ?? 0);
  return rise >= 0 ? rise : Number.NaN;
}

/** The groups with kills since the reading before, in which they were. */
export function groupsWithKills(before: GroupCounts | undefined, now: GroupCounts | undefined): readonly string[] {
  return [...(before?.keys() ?? [])].filter((path) => killsIn(before, now, path) > 0);
}

/**
 * The limit that memory met: of a group or one above it, the innermost that was met since the reading before, else the
 * innermost that there is. A group that vanished meanwhile has what was read before.
 */
export function limitAbove(
  before: GroupCounts | undefined,
  now: GroupCounts | undefined,
  path: string,
): Limit | undefined {
  const limits = pathsUp(path).flatMap((one): Limit[] => {
    const counts = now?.get(one) ?? before?.get(one);
    return counts !== undefined && Number.isFinite(counts.memoryLimitBytes)
      ? [{ path: one, bytes: counts.memoryLimitBytes, isMet: isMet(before, now, one) }]
      : [];
  });
  return limits.find((limit) => limit.isMet) ?? limits[0];
}

/** Whether all limits above are known, so that none means that the machine itself had no memory left. */
export function knowsLimits(now: GroupCounts | undefined, path: string): boolean {
  const own = now?.get(path);
  return own !== undefined && !Number.isNaN(own.memoryLimitBytes);
}

function isMet(before: GroupCounts | undefined, now: GroupCounts | undefined, path: string): boolean | undefined {
  const hits = now?.get(path)?.limitHits ?? Number.NaN;
  if (before === undefined || Number.isNaN(hits)) return undefined;
  return hits > (before.get(path)?.limitHits ?? 0);
}

/** A path and those above it, from the inside out. */
function pathsUp(path: string): readonly string[] {
  const paths: string[] = [];
  for (let one = path; one !== ''; one = one.slice(0, one.lastIndexOf('/'))) paths.push(one);
  return path === '/' ? paths : [...paths, '/'];
}
