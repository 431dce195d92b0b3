import { wrongType, wrongValue } from '../errors.js';
import type { Connection } from '../network/net-connections.js';
import { KEEPABLE, PART } from './process-facts.js';
import type { ProcessSettings } from './process-settings.js';
import type {
  CtxSwitches,
  Ids,
  IoCounters,
  IoNice,
  MemoryFootprint,
  MemoryFullInfo,
  MemoryInfo,
  MemoryInfoEx,
  MemoryMap,
  OpenFile,
  PageFaults,
  ProcessCpuTimes,
  ProcessStatus,
  ProcessThread,
} from './process-types.js';

/** What asDict and processIter read of a process: by name, what the getter of that name gives. */
export type ProcessInfo = {
  readonly cmdline: readonly string[];
  readonly cpuAffinity: readonly number[];
  readonly cpuNum: number | null;
  readonly cpuPercent: number;
  readonly cpuTimes: ProcessCpuTimes;
  readonly createTime: number | null;
  readonly cwd: string;
  readonly environ: Readonly<Record<string, string>>;
  readonly exe: string;
  readonly gids: Ids;
  readonly ioCounters: IoCounters;
  readonly ionice: IoNice;
  readonly memoryFootprint: MemoryFootprint;
  readonly memoryFullInfo: MemoryFullInfo;
  readonly memoryInfo: MemoryInfo;
  readonly memoryInfoEx: MemoryInfoEx;
  readonly memoryMaps: readonly MemoryMap[];
  readonly memoryPercent: number | null;
  readonly name: string;
  /** Of kind inet, read at once; as its `pids` each has just this process. */
  readonly netConnections: readonly Connection[];
  readonly nice: number;
  readonly numCtxSwitches: CtxSwitches;
  readonly numFds: number;
  readonly numThreads: number | null;
  readonly openFiles: readonly OpenFile[];
  readonly pageFaults: PageFaults;
  readonly pid: number;
  readonly ppid: number;
  readonly status: ProcessStatus;
  readonly terminal: string | null;
  readonly threads: readonly ProcessThread[];
  readonly uids: Ids;
  readonly username: string | null;
};

/** One of the names that asDict and processIter know: see ProcessInfo, and `Process.attrs` for a list. */
export type AttributeName = keyof ProcessInfo;

/** A process, as far as attributes are read from it. */
type Readable = ProcessSettings & { cpuPercent(): number };

/** A getter, and the parts that it reads: all parts of those asked for are read at once. */
type Attribute<Value> = {
  readonly parts: number;
  readonly read: (process: Readable) => Value;
  /** Those of them that may not be kept though others could. */
  readonly fresh: number;
};

const ATTRIBUTES: { readonly [Name in AttributeName]: Attribute<ProcessInfo[Name]> } = {
  cmdline: attribute(PART.commandLine, (process) => process.cmdline()),
  cpuAffinity: attribute(0, (process) => process.cpuAffinity()),
  cpuNum: attribute(PART.stat, (process) => process.cpuNum()),
  cpuPercent: attribute(PART.stat, (process) => process.cpuPercent()),
  cpuTimes: attribute(PART.stat, (process) => process.cpuTimes()),
  createTime: attribute(0, (process) => process.createTime()),
  cwd: attribute(PART.workingDirectory, (process) => process.cwd()),
  environ: attribute(PART.environment, (process) => process.environ()),
  exe: attribute(PART.executable, (process) => process.exe()),
  gids: attribute(PART.status, (process) => process.gids()),
  ioCounters: attribute(PART.io, (process) => process.ioCounters()),
  ionice: attribute(0, (process) => process.ionice()),
  memoryFootprint: attribute(0, (process) => process.memoryFootprint()),
  memoryFullInfo: attribute(PART.statm, (process) => process.memoryFullInfo()),
  memoryInfo: attribute(PART.statm, (process) => process.memoryInfo()),
  memoryInfoEx: attribute(PART.statm | PART.status, (process) => process.memoryInfoEx(), PART.status),
  memoryMaps: attribute(0, (process) => process.memoryMaps()),
  memoryPercent: attribute(PART.statm, (process) => process.memoryPercent()),
  name: attribute(PART.stat, (process) => process.name()),
  netConnections: attribute(0, (process) => process.netConnectionsSync()),
  nice: attribute(0, (process) => process.nice()),
  numCtxSwitches: attribute(PART.status, (process) => process.numCtxSwitches()),
  numFds: attribute(PART.descriptors, (process) => process.numFds()),
  numThreads: attribute(PART.stat, (process) => process.numThreads()),
  openFiles: attribute(0, (process) => process.openFiles()),
  pageFaults: attribute(PART.stat, (process) => process.pageFaults()),
  pid: attribute(0, (process) => process.pid),
  ppid: attribute(PART.stat, (process) => process.ppid()),
  status: attribute(PART.stat, (process) => process.status()),
  terminal: attribute(PART.stat, (process) => process.terminal()),
  threads: attribute(0, (process) => process.threads()),
  uids: attribute(PART.status, (process) => process.uids()),
  username: attribute(PART.status, (process) => process.username()),
};

export const ATTRIBUTE_NAMES = Object.freeze(Object.keys(ATTRIBUTES).sort()) as readonly AttributeName[];

/** Names that asDict was given, or all of them in order. Throws a TypeError or a RangeError that lists the valid ones. */
function checkAttributes(names: Iterable<string> | undefined): readonly AttributeName[] {
  if (names === undefined) return ATTRIBUTE_NAMES;
  if (typeof names === 'string' || typeof names?.[Symbol.iterator] !== 'function') {
    throw wrongType('attributes must be a list of names');
  }
  const wanted = [...names];
  const unknown = wanted.filter((name) => !Object.hasOwn(ATTRIBUTES, name));
  if (unknown.length === 0) return wanted as AttributeName[];
  const said = unknown.map((name) => `'${String(name)}'`).join(', ');
  throw wrongValue(`invalid attributes ${said}; valid ones are: ${ATTRIBUTE_NAMES.join(', ')}`);
}

/** What to read of a process. */
export type Wanted = {
  readonly attributes: readonly { readonly name: AttributeName; readonly read: (process: Readable) => unknown }[];
  /** The parts that these read, their bits added. */
  readonly parts: number;
  /** Those that may stay as they were for a process that has not run. */
  readonly keepable: number;
  /** Given for what may not be known. */
  readonly denied: unknown;
  /** They were asked for by name, not just everything. */
  readonly asked: boolean;
};

/** From the arguments of asDict and processIter. Throws as checkAttributes does. */
export function wantedOf(
  attributes: Iterable<string> | undefined,
  options: { readonly adValue?: unknown } = {},
): Wanted {
  const names = checkAttributes(attributes);
  const all = names.map((name) => ({ name, ...ATTRIBUTES[name] }));
  return {
    attributes: all,
    parts: all.reduce((sum, { parts }) => sum | parts, 0),
    keepable: all.reduce((parts, { fresh }) => parts & ~fresh, KEEPABLE),
    denied: 'adValue' in options ? options.adValue : null,
    asked: attributes !== undefined,
  };
}

function attribute<Value>(parts: number, read: (process: Readable) => Value, fresh = 0): Attribute<Value> {
  return { parts, read, fresh };
}
