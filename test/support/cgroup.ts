import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd } from './endings.js';

/** A real control group of version 1 until the test ends. */
export type RealGroup = {
  readonly path: string;
  write(file: string, text: string): void;
  read(file: string): string;
  join(pid: number): void;
};

/** In the hierarchy that has the controller; undefined where the machine has none, or the rights are missing. */
export function makeGroup(
  controller: 'cpu' | 'cpuacct' | 'memory' | 'pids' | 'blkio',
  name = `ntop-test-${process.pid}`,
): RealGroup | undefined {
  const mount = mountOf(controller);
  if (mount === undefined) return undefined;
  const directory = join(mount, name);
  try {
    mkdirSync(directory);
  } catch {
    return undefined;
  }
  const write = (file: string, text: string) => writeFileSync(join(directory, file), text);
  const read = (file: string) => readFileSync(join(directory, file), 'utf8');
  atEnd(() => remove(mount, directory));
  return { path: `/${name}`, write, read, join: (pid) => write('cgroup.procs', `${pid}\n`) };
}

function mountOf(controller: string): string | undefined {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const found = lines
    .map((line) => line.split(' '))
    .find((words) => {
      return words.at(-3) === 'cgroup' && words.at(-1)?.split(',').includes(controller);
    });
  return found?.[3] === '/' ? found[4] : undefined;
}

/** A group with processes can't be removed, so they go back to where they came from. */
function remove(mount: string, directory: string): void {
  if (!readdirSync(mount).includes(directory.slice(mount.length + 1))) return;
  for (const pid of readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
    writeFileSync(join(mount, 'cgroup.procs'), pid);
  }
  rmdirSync(directory);
}
