import type { Needs } from '../model/machine/machine.js';
import { type Addon, addon } from './addon.js';
import { procRoot, sysRoot } from './roots.js';

/** Finds groups without a process, and has samples read them too. */
export type GroupFinder = { prepare(needs: Needs): Promise<Needs> };

/** Those that the pane has room for beside the groups of processes. */
const MOST_GROUPS = 1000;
const SELDOM_MILLISECONDS = 10_000;
/** The first sample waits for so long: usually it takes some milliseconds. */
const PATIENCE_MILLISECONDS = 200;

/** `now` is a monotonic clock in milliseconds. */
export function createGroupFinder(
  list: () => Promise<readonly string[]> = listGroups,
  now = () => performance.now(),
): GroupFinder {
  let found: readonly string[] | undefined;
  let due = 0;
  let underWay: Promise<void> | undefined;
  const listAside = async () => {
    found = await list();
    due = now() + SELDOM_MILLISECONDS;
    underWay = undefined;
  };
  return {
    async prepare(needs) {
      if (needs.emptyGroups !== true) return needs;
      if (now() >= due) underWay ??= listAside();
      if (found === undefined) await Promise.race([underWay, patience()]);
      return { ...needs, groupPaths: [...(needs.groupPaths ?? []), ...(found ?? [])] };
    },
  };
}

function patience(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MILLISECONDS).unref();
  });
}

function listGroups(): Promise<readonly string[]> {
  return listGroupsOf(addon(), procRoot(), sysRoot());
}

/** By the addon here or on another machine. */
export function listGroupsOf(native: Pick<Addon, 'listGroups'>, proc: string, sys: string): Promise<readonly string[]> {
  return native.listGroups(proc, sys, MOST_GROUPS);
}
