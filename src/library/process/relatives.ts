type Relative = { readonly pid: number; readonly startTicks: number };

/**
 * The children of a process, those of its children after them if `recursive`, from PIDs with their parents and starts
 * (see listKin). None is older than its parent: then a stranger has the parent's PID. A circle ends where it began.
 */
export function descendants(kin: Float64Array, ancestor: Relative, recursive: boolean): readonly Relative[] {
  const byParent = groupByParent(kin);
  const seen = new Set([ancestor.pid]);
  const found: Relative[] = [];
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

function groupByParent(kin: Float64Array): Map<number, Relative[]> {
  const groups = new Map<number, Relative[]>();
  for (let at = 0; at < kin.length; at += 3) {
    const [pid = 0, parent = 0, startTicks = 0] = kin.subarray(at, at + 3);
    const group = groups.get(parent);
    if (group === undefined) groups.set(parent, [{ pid, startTicks }]);
    else group.push({ pid, startTicks });
  }
  return groups;
}
