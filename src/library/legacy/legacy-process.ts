import type { Process } from '../process/process.js';
import { deprecate } from '../warnings.js';

/** Methods that lost get_ or set_: the code of the warning, and the new name. */
const METHODS = {
  getChildren: ['NTOP_DEP0007', 'children'],
  getCpuAffinity: ['NTOP_DEP0008', 'cpuAffinity'],
  getCpuPercent: ['NTOP_DEP0009', 'cpuPercent'],
  getCpuTimes: ['NTOP_DEP0010', 'cpuTimes'],
  getExtMemoryInfo: ['NTOP_DEP0011', 'memoryInfoEx'],
  getIoCounters: ['NTOP_DEP0012', 'ioCounters'],
  getIonice: ['NTOP_DEP0013', 'ionice'],
  getMemoryInfo: ['NTOP_DEP0014', 'memoryInfo'],
  getMemoryMaps: ['NTOP_DEP0015', 'memoryMaps'],
  getMemoryPercent: ['NTOP_DEP0016', 'memoryPercent'],
  getNice: ['NTOP_DEP0017', 'nice'],
  getNumCtxSwitches: ['NTOP_DEP0018', 'numCtxSwitches'],
  getNumFds: ['NTOP_DEP0019', 'numFds'],
  getNumThreads: ['NTOP_DEP0020', 'numThreads'],
  getOpenFiles: ['NTOP_DEP0021', 'openFiles'],
  getRlimit: ['NTOP_DEP0022', 'rlimit'],
  getConnections: ['NTOP_DEP0029', 'netConnections'],
  getThreads: ['NTOP_DEP0023', 'threads'],
  getcwd: ['NTOP_DEP0024', 'cwd'],
  setCpuAffinity: ['NTOP_DEP0025', 'cpuAffinity'],
  setIonice: ['NTOP_DEP0026', 'ionice'],
  setNice: ['NTOP_DEP0027', 'nice'],
  setRlimit: ['NTOP_DEP0028', 'rlimit'],
} as const satisfies Record<string, readonly [string, keyof Process]>;

/** Properties that became methods, under the same name. */
const PROPERTIES = {
  cmdline: 'NTOP_DEP0030',
  createTime: 'NTOP_DEP0031',
  exe: 'NTOP_DEP0032',
  gids: 'NTOP_DEP0033',
  name: 'NTOP_DEP0034',
  parent: 'NTOP_DEP0035',
  ppid: 'NTOP_DEP0036',
  status: 'NTOP_DEP0037',
  uids: 'NTOP_DEP0038',
  username: 'NTOP_DEP0039',
} as const;

/** A process as psutil 1.x had it. */
export type LegacyProcess = Omit<Process, keyof typeof PROPERTIES> & {
  /** @deprecated Use the method without get_ or set_. */
  readonly [Old in keyof typeof METHODS]: Process[(typeof METHODS)[Old][1]];
} & {
  /** @deprecated Use the method of that name. */
  readonly [Name in keyof typeof PROPERTIES]: ReturnType<Process[Name]>;
};

/**
 * A view of a process with the names of psutil 1.x, deprecated: methods that began with get_ or set_, and properties that
 * are methods by now (`name`, `exe` …), which are read when they are looked at. Each warns once in each thread, and says
 * the new name. All else is the process's own.
 */
export function legacyProcess(process: Process): LegacyProcess {
  return new Proxy(process, { get: look }) as unknown as LegacyProcess;
}

function look(process: Process, key: string | symbol): unknown {
  if (typeof key === 'string' && Object.hasOwn(PROPERTIES, key)) return readProperty(process, key as PropertyName);
  const name = typeof key === 'string' && Object.hasOwn(METHODS, key) ? METHODS[key as MethodName][1] : key;
  const value: unknown = Reflect.get(process, name, process);
  if (typeof value !== 'function') return value;
  if (name === key) return value.bind(process);
  return callable(process, key as MethodName, value as (...values: unknown[]) => unknown);
}

type PropertyName = keyof typeof PROPERTIES;
type MethodName = keyof typeof METHODS;

function readProperty(process: Process, name: PropertyName): unknown {
  deprecate(PROPERTIES[name], `the property ${name} is deprecated; use ${name}() instead`, look);
  return process[name]();
}

function callable(process: Process, old: MethodName, method: (...values: unknown[]) => unknown): unknown {
  const [code, name] = METHODS[old];
  const alias = (...values: unknown[]) => {
    deprecate(code, `${old}() is deprecated; use ${name}() instead`, alias);
    return method.apply(process, values);
  };
  return alias;
}
