import { resolve } from 'node:path';
import type { SocketNeeds, SocketOwner, SocketTable } from '../model/machine/socket-table.js';
import { addon } from './addon.js';
import type { NativeSocketEngine } from './native-types.js';
import { putTexts } from './pairs.js';
import { procRoot } from './roots.js';

/** Owners by slot, only for sockets with several. */
type Sharers = ReadonlyMap<number, readonly number[]>;

export type SocketReader = {
  sample(needs: SocketNeeds): Promise<SocketTable & { readonly sharers: Sharers }>;
  /** The last table was not used: the next one replaces it instead of the one before. */
  discard(): void;
  owners(inode: number): Promise<readonly SocketOwner[]>;
};

/**
 * Reads sockets, one request after the other. A table's columns are valid until the second sample after it, its texts
 * until the next. Nothing is read, and the addon is not loaded, before the first request.
 */
export function createSocketReader(root = procRoot(), open = newSocketEngine): SocketReader {
  const localAddress: string[] = [];
  const remoteAddress: string[] = [];
  let engine: NativeSocketEngine | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const queue = <Result>(ask: (engine: NativeSocketEngine) => Promise<Result>): Promise<Result> => {
    const result = last.then(() => {
      engine ??= open(resolve(root));
      return ask(engine);
    });
    last = result.catch(() => undefined);
    return result;
  };
  return {
    sample: (needs) =>
      queue(async (native) => {
        const { localAddresses, remoteAddresses, sharers = [], ...table } = await native.sample(needs);
        putTexts(localAddress, table.slots, localAddresses);
        putTexts(remoteAddress, table.slots, remoteAddresses);
        return { ...table, texts: { localAddress, remoteAddress }, sharers: groupPairs(sharers) };
      }),
    discard: () => engine?.discard(),
    owners: (inode) => queue((native) => native.owners(inode)),
  };
}

function newSocketEngine(root: string): NativeSocketEngine {
  return new (addon().SocketEngine)(root);
}

function groupPairs(pairs: readonly number[]): Sharers {
  const groups = new Map<number, number[]>();
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [slot = 0, pid = 0] = pairs.slice(at, at + 2);
    const group = groups.get(slot);
    if (group === undefined) groups.set(slot, [pid]);
    else group.push(pid);
  }
  return groups;
}
