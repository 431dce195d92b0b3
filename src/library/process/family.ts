type Member = { readonly pid: number; readonly startTicks: number };

/**
 * The children of a process, those of its children after them if `recursive`, from PIDs with their parents and starts
 * (see listParents). None is older than its parent: then the parent's PID was reused. A circle ends where it began.
 */
export function descendants(parents: Float64Array, ancestor: Member, recursive: boolean): readonly Member[] {
  const byParent = groupByParent(parents);
  const seen = new Set([ancestor.pid]);
  const found: Member[] = [];
  const waiting = [ancestor];
  for (let parent = waiting.shift(); parent !== undefined; parent = recursive ? waiting.shift() : undefined) {
    for (const child of byParent.get(parent.pid) ?? []) {
      if (seen.has(child.pid) || child.startTicks < parent.startTicks) continue;
      seen.add(child.pid);
      found.push(child);
      waiting.push(child);
    }
  }
  return found;
}

function groupByParent(parents: Float64Array): Map<number, Member[]> {
  const groups = new Map<number, Member[]>();
  for (let at = 0; at < parents.length; at += 3) {
    const [pid = 0, parent = 0, startTicks = 0] = parents.subarray(at, at + 3);
    const group = groups.get(parent);
    if (group === undefined) groups.set(parent, [{ pid, startTicks }]);
    else group.push({ pid, startTicks });
  }
  return groups;
}
