import { makeTree, writeTree } from '../probe/readings.js';
import { atEnd } from '../support/endings.js';

type Files = Readonly<Record<string, string | Buffer>>;

/** Until the test ends the library reads these files for /proc and /sys; the result changes some of them. */
export function withRoots({
  proc = {},
  sys = {},
}: {
  readonly proc?: Files;
  readonly sys?: Files;
}): (proc: Files) => void {
  const root = makeTree(proc);
  process.env.NTOP_PROCFS = root;
  process.env.NTOP_SYSFS = makeTree(sys);
  atEnd(() => {
    delete process.env.NTOP_PROCFS;
    delete process.env.NTOP_SYSFS;
  });
  return (files) => writeTree(root, files);
}
