import { DELETED } from '../model/disks/deleted.js';
import { deletedRowsOf, makeDeletedRows, mountPointsOf } from '../model/disks/deleted-rows.js';
import { FILE_SYSTEMS_ID } from '../model/disks/ids.js';
import { findColumn } from '../model/list/column-kinds.js';
import { makeList } from '../model/list/list.js';
import type { Source } from '../model/machine/source.js';
import { EnvironmentError } from './failure.js';
import type { Printed } from './printer.js';
import { unlessStopped } from './reading.js';

type DeletedInput = { readonly source: Pick<Source, 'deletedOpen'>; readonly stop: AbortSignal };

/** Finds what is deleted but open on the file systems that are printed, or on all if none are asked for. */
export function createDeletedList({ source, stop }: DeletedInput): (all: readonly Printed[]) => Promise<Printed> {
  const columns = DELETED.jsonColumnIds.flatMap((id) => findColumn(DELETED.columns, id) ?? []);
  return async (all) => {
    if (source.deletedOpen === undefined) throw new EnvironmentError('open files can not be looked at here');
    const found = await unlessStopped(source.deletedOpen({ signal: stop }), stop);
    const [{ sample: plain }] = all;
    const mountPoints = mountPointsOf(plain.snapshot.fileSystems ?? []);
    const shown = shownDevices(all);
    const files = found.files.filter(({ deviceNumber }) => shown?.has(deviceNumber) ?? true);
    const sample = { ...plain, prepared: makeDeletedRows({ files }, mountPoints, plain, 0) };
    const inputs = {
      showThreads: false,
      showKernelThreads: true,
      hideIdle: false,
      own: DELETED.begin(),
      unicode: true,
    };
    const order = { tree: false, folded: new Set<number>(), holdOrder: false };
    const sort = { columnId: 'sizeBytes', descending: true };
    const list = makeList({ ...inputs, ...order, sort, sample, pane: DELETED });
    if (list === undefined || deletedRowsOf(sample) === undefined) throw new EnvironmentError("they can't be listed");
    return { pane: DELETED, columns, sample, list };
  };
}

/** The device numbers of the file systems that passed a filter; undefined without a list of them. */
function shownDevices(all: readonly Printed[]): ReadonlySet<string> | undefined {
  const fileSystems = all.find(({ pane }) => pane.id === FILE_SYSTEMS_ID);
  if (fileSystems === undefined) return undefined;
  const { list, sample } = fileSystems;
  return new Set([...list.slots].flatMap((slot) => sample.snapshot.fileSystems?.[slot].deviceNumber ?? []));
}
