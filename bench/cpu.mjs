import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { startHelper } from './lines.mjs';

/** USER_HZ, the same on every Linux that Node runs on. */
const TICK_NANOSECONDS = 1e7;

/** CPU time of a process and its descendants so far; for ended children, the time counted when they were reaped. */
export function startCpuClock(program) {
  const helper = startHelper(program, []);
  return {
    async nanoseconds(pid) {
      const tree = treeOf(pid);
      const ended = tree.reduce((sum, each) => sum + endedChildrenTicks(each), 0) * TICK_NANOSECONDS;
      return Number(await helper.ask(tree.join(' '))) + ended;
    },
    stop: () => helper.stop(),
  };
}

/** A process and its descendants. */
export function treeOf(pid) {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

/** Kinds of threads of a Node program by their names; the main thread has the program's. */
const KINDS = [
  { kind: 'V8', name: /^(?:V8 ?Worker|DelayedTaskSche)/ },
  { kind: 'libuv', name: /^libuv-worker/ },
  { kind: 'signals', name: /^SignalInspector/ },
];

/** CPU time in nanoseconds of each kind of thread of a process: main, V8, libuv … */
export function threadTimes(pid) {
  const times = {};
  for (const thread of threadsOf(pid)) {
    const name = read(pid, `task/${thread}/comm`).trim();
    const known = KINDS.find((each) => each.name.test(name))?.kind ?? 'other';
    const kind = Number(thread) === pid ? 'main' : known;
    const [nanoseconds] = read(pid, `task/${thread}/schedstat`).split(' ');
    times[kind] = (times[kind] ?? 0) + Number(nanoseconds);
  }
  return times;
}

/**
 * Memory of a process and all below it: what is shared with others by its share, but the program's own file whole, for
 * the bench runs on Node too and must not make Node look small.
 */
export function memoryMebibytes(pid) {
  const kibibytes = treeOf(pid).map((each) => {
    const mappings = read(each, 'smaps').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
    const program = linkOf(each);
    return mappings.reduce(
      (sum, text) => sum + field(text, program !== undefined && text.split('\n')[0].endsWith(program) ? 'Rss' : 'Pss'),
      0,
    );
  });
  return kibibytes.reduce((sum, value) => sum + value, 0) / 1024;
}

function field(mapping, name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(mapping)?.[1] ?? 0);
}

function linkOf(pid) {
  try {
    return ` ${readlinkSync(`/proc/${pid}/exe`)}`;
  } catch {
    return undefined;
  }
}

/** A child belongs to the thread that started it. */
function childrenOf(pid) {
  const children = threadsOf(pid).map((thread) => read(pid, `task/${thread}/children`));
  return children.join(' ').split(' ').filter(Boolean).map(Number);
}

function threadsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function endedChildrenTicks(pid) {
  const fields = read(pid, 'stat').split(') ').at(-1).split(' ');
  return Number(fields[13] ?? 0) + Number(fields[14] ?? 0);
}

function read(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
