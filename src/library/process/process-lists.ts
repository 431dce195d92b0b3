import { constants } from 'node:fs';
import { totalmem } from 'node:os';
import { addon } from '../../probe/addon.js';
import {
  MAP_FIGURES,
  type NativeMapping,
  type NativeSingleMapping,
  type ProcessCalls,
} from '../../probe/process-calls.js';
import { procRoot } from '../../probe/roots.js';
import { wrongValue } from '../errors.js';
import {
  type Connection,
  type ConnectionKind,
  type ConnectionOf,
  connectionsOf,
  socketsOf,
} from '../network/net-connections.js';
import { ProcessTexts } from './process-texts.js';
import type {
  MemoryFigure,
  MemoryFootprint,
  MemoryFullInfo,
  MemoryMap,
  OpenFile,
  ProcessDelays,
  ProcessThread,
  SingleMemoryMap,
} from './process-types.js';
import { remembered } from './remembered.js';

const { O_ACCMODE = 3, O_APPEND, O_RDONLY, O_WRONLY } = constants as typeof constants & { O_ACCMODE?: number };
const O_PATH = 0o10000000;

/** What a process has many of. These getters read several files, and take longer the more there is. */
export abstract class ProcessLists extends ProcessTexts {
  /** The threads by id, with their CPU times in seconds. Those that end meanwhile are left out. From /proc/PID/task. */
  threads(): readonly ProcessThread[] {
    const numbers = this.valueOf(addon().readThreads(procRoot(), this.proof), 'threads');
    const threads: ProcessThread[] = [];
    for (let at = 0; at < numbers.length; at += 3) {
      const [id = 0, userTime = 0, systemTime = 0] = numbers.subarray(at, at + 3);
      threads.push(Object.freeze({ id, userTime, systemTime }));
    }
    return Object.freeze(threads.sort((one, other) => one.id - other.id));
  }

  /**
   * The regular files it has open, by descriptor. From /proc/PID/fd and fdinfo, which only the owner and root may read.
   * Waits for silent file systems, but no longer than a second.
   */
  openFiles(): readonly OpenFile[] {
    const files = this.valueOf(addon().readOpenFiles(procRoot(), this.proof), 'openFiles');
    return Object.freeze(
      files
        .sort((one, other) => one.fd - other.fd)
        .map(({ path, deleted, answers, fd, position = null, flags }) =>
          Object.freeze({ path, deleted, answers, fd, position, mode: modeOf(flags), flags: flags ?? null }),
        ),
    );
  }

  /**
   * How long it has waited since it began, in seconds: for a CPU, for storage, for pages swapped out, and for memory that
   * the kernel had to free first. From taskstats, for which the kernel wants CAP_NET_ADMIN. There the last three are
   * counted while the setting kernel.task_delayacct is on, of what began after that, and null otherwise. Without the
   * capability they are null, and `cpu` is from /proc/PID/task/TID/schedstat, without threads that have ended. Rejects as
   * other readings throw.
   */
  async delays(): Promise<ProcessDelays> {
    const seconds = this.valueOf(await addon().readDelays(procRoot(), this.proof), 'process');
    const [cpu = null, blockIo = null, swap = null, reclaim = null] = Array.from(seconds, (value) =>
      Number.isNaN(value) ? null : value,
    );
    return Object.freeze({ cpu, blockIo, swap, reclaim });
  }

  /**
   * The sockets it has open, in whatever network namespace they are: as netConnections has them, `pid` and `fd` being of
   * this process. Only the owner and root may. Looks at all processes, to know which share them. Rejects as
   * netConnections does, with NoSuchProcess and AccessDenied.
   */
  netConnections<Kind extends ConnectionKind = 'inet'>(kind?: Kind): Promise<readonly ConnectionOf<Kind>[]>;
  async netConnections(kind: ConnectionKind = 'inet'): Promise<readonly Connection[]> {
    // Where the descriptors may not be seen, no sockets would mean nothing.
    const refused = addon().checkDescriptors(procRoot(), this.proof);
    if (refused !== 0) throw this.failure(refused, 'netConnections');
    const found = await connectionsOf(this.pid, kind);
    this.insist();
    return found;
  }

  /** The same at once, looking at no other process: `pids` is just this one. */
  netConnectionsSync<Kind extends ConnectionKind = 'inet'>(kind?: Kind): readonly ConnectionOf<Kind>[];
  netConnectionsSync(kind: ConnectionKind = 'inet'): readonly Connection[] {
    const read = (kinds: Parameters<ProcessCalls['readSockets']>[2]) =>
      addon().readSockets(procRoot(), this.proof, kinds);
    return this.valueOf(socketsOf(this.pid, kind, read), 'netConnections');
  }

  /**
   * What it takes of memory by itself, in bytes; 0 for a kernel thread and a zombie. From /proc/PID/smaps_rollup, for
   * which the kernel walks all its pages: milliseconds for a large one. Only the owner and root may.
   */
  memoryFootprint(): MemoryFootprint {
    const [uss, pss, swap] = this.valueOf(addon().readFootprint(procRoot(), this.proof), 'memoryFootprint');
    return Object.freeze({ uss: uss ?? null, pss: pss ?? null, swap: swap ?? null });
  }

  /** memoryInfo and memoryFootprint in one record. */
  memoryFullInfo(): MemoryFullInfo {
    return Object.freeze({ ...this.memoryInfo(), ...this.memoryFootprint() });
  }

  /**
   * One of the figures of memoryInfo, memoryInfoEx or memoryFootprint (`uss`, `pss`) in percent of the machine's memory.
   * null when it is unknown. Throws a RangeError for any other name.
   */
  memoryPercent(kind: MemoryFigure = 'rss'): number | null {
    const bytes = this.#memoryFigure(kind);
    return bytes === null ? null : (bytes / machineBytes('all')) * 100;
  }

  #memoryFigure(kind: MemoryFigure): number | null {
    if (kind === 'rss' || kind === 'vms') return this.memoryInfo()[kind];
    if (kind === 'uss' || kind === 'pss') return this.memoryFootprint()[kind];
    const figures = this.memoryInfoEx();
    if (Object.hasOwn(figures, kind)) return figures[kind];
    const valid = [...Object.keys(figures), 'uss', 'pss'].join(', ');
    throw wrongValue(`invalid kind of memory '${String(kind)}'; valid ones are: ${valid}`);
  }

  /**
   * What is mapped, one entry a file; one a mapping unless `grouped`. None for a kernel thread. From /proc/PID/smaps: as
   * slow as memoryFootprint, and for the owner and root only. Throws ZombieProcess.
   */
  memoryMaps(options?: { readonly grouped?: true }): readonly MemoryMap[];
  memoryMaps(options: { readonly grouped: false }): readonly SingleMemoryMap[];
  memoryMaps({ grouped = true }: { readonly grouped?: boolean } = {}): readonly MemoryMap[] {
    const read = grouped ? addon().readMaps : addon().readEachMap;
    const maps = this.valueOf<readonly (NativeMapping | NativeSingleMapping)[]>(
      read(procRoot(), this.proof),
      'memoryMaps',
    );
    if (maps.length === 0) this.refuseZombie();
    return Object.freeze(maps.map(toMemoryMap));
  }
}

const machineBytes = remembered((_: 'all') => totalmem());

/** What the kernel adds to the path of a file that was deleted. */
const REMARK = ' (deleted)';

function toMemoryMap({ path: written, ...mapping }: NativeMapping | NativeSingleMapping): MemoryMap {
  const figures = Object.fromEntries(MAP_FIGURES.map((name) => [name, mapping[name] ?? null]));
  const place = 'addr' in mapping ? { addr: mapping.addr, perms: mapping.perms } : {};
  const path = written === '' ? '[anon]' : written.replaceAll('\\012', '\n');
  // A file may really be called so.
  const deleted = path.endsWith(REMARK) && !addon().isThere(path, false);
  const name = deleted ? path.slice(0, -REMARK.length) : path;
  return Object.freeze({ ...place, path: name, deleted, ...figures }) as MemoryMap;
}

function modeOf(flags: number | undefined): string {
  if (flags === undefined || (flags & O_PATH) !== 0) return '';
  const appends = (flags & O_APPEND) !== 0;
  const kind = flags & O_ACCMODE;
  if (kind === O_RDONLY) return 'r';
  if (kind === O_WRONLY) return appends ? 'a' : 'w';
  return appends ? 'a+' : 'r+';
}
