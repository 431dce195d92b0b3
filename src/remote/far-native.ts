import type { Addon } from '../probe/addon.js';
import type { Calls } from '../probe/calls.js';
import type { NativeEvents } from '../probe/event-calls.js';
import type {
  NativeDeletedWalk,
  NativeDiskReader,
  NativeEngine,
  NativeSensorEngine,
  NativeSocketEngine,
} from '../probe/native-types.js';
import type { Connection } from './connection.js';
import { checkTable } from './tables.js';

/** What answers later anyway, and what here is answered at once. */
const PROMISED = [
  ...(['readMemoryDetail', 'readDetail', 'readFootprints', 'readMappings', 'readMemoryLimit', 'readWaits'] as const),
  ...(['readInterfaceStats', 'readInterfaceAddresses', 'readTraffic', 'askFiles', 'listGroups'] as const),
];
const AT_ONCE = [
  ...(['hold', 'release', 'signal', 'nice', 'setNice', 'setIoPriority', 'setAffinity', 'seePid'] as const),
];

type Promised = Pick<Addon, (typeof PROMISED)[number]>;
type AtOnce = Calls<Pick<Addon, (typeof AT_ONCE)[number]>>;

/** The addon of another machine, as far as a source uses it. */
export type FarNative = Promised &
  AtOnce & {
    openEngine(procRoot: string, sysRoot: string): Pick<NativeEngine, 'sample'>;
    openSockets(procRoot: string): NativeSocketEngine;
    openWalk(procRoot: string): Calls<NativeDeletedWalk>;
    openDisks(procRoot: string, sysRoot: string): NativeDiskReader;
    openSensors(procRoot: string, sysRoot: string): NativeSensorEngine;
    openEvents(procRoot: string, wake?: () => void): Calls<NativeEvents>;
  };

/** Columns of processes and of sockets come as changes. */
const STREAMS = { Engine: 1, SocketEngine: 2 } as const;

export function createFarNative(connection: Connection): FarNative {
  const functions = [...PROMISED, ...AT_ONCE].map((name) => {
    return [name, (...asked: unknown[]) => connection.ask(name, asked)] as const;
  });
  const open = (name: string, asked: readonly unknown[]) => {
    const object = connection.ask(name, asked) as Promise<number>;
    object.catch(() => {});
    return async (method: string, given: readonly unknown[], stream = 0) =>
      connection.ask(method, given, { object: await object, stream });
  };
  return {
    ...(Object.fromEntries(functions) as unknown as Promised & AtOnce),
    release: (handle) => void connection.ask('release', [handle]).catch(() => {}),
    openEngine(procRoot, sysRoot) {
      const call = open('Engine', [procRoot, sysRoot, false]);
      return {
        sample: async (needs) =>
          checkTable(await (call('sample', [needs], STREAMS.Engine) as ReturnType<NativeEngine['sample']>)),
      };
    },
    openSockets(procRoot) {
      const call = open('SocketEngine', [procRoot]);
      return {
        sample: async (needs) =>
          checkTable(await (call('sample', [needs], STREAMS.SocketEngine) as ReturnType<NativeSocketEngine['sample']>)),
        discard: () => void call('discard', []).catch(() => {}),
        owners: (inode) => call('owners', [inode]) as ReturnType<NativeSocketEngine['owners']>,
      };
    },
    openWalk(procRoot) {
      const call = open('DeletedWalk', [procRoot]);
      return {
        run: () => call('run', []) as ReturnType<NativeDeletedWalk['run']>,
        stop: () => void call('stop', []).catch(() => {}),
        progress: () => call('progress', []) as Promise<ReturnType<NativeDeletedWalk['progress']>>,
      };
    },
    openDisks(procRoot, sysRoot) {
      const call = open('DiskReader', [procRoot, sysRoot]);
      return { read: (...asked) => call('read', asked) as ReturnType<NativeDiskReader['read']> };
    },
    openSensors(procRoot, sysRoot) {
      const call = open('SensorEngine', [procRoot, sysRoot]);
      return { sample: (...asked) => call('sample', asked) as ReturnType<NativeSensorEngine['sample']> };
    },
    openEvents(procRoot, wake) {
      const call = open('Events', wake === undefined ? [procRoot] : [procRoot, connection.callback(wake)]);
      return {
        take: () => call('take', []) as Promise<ReturnType<NativeEvents['take']>>,
        end: () => void call('end', []).catch(() => {}),
      };
    },
  };
}
