import type { DeletedFile, DeletedFiles, FileHolder, FileSystem } from '../machine/disk-table.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import type { Rows, Sample } from '../sample/sample.js';

/** A file without a name, and one process that holds it. */
export type DeletedRow = {
  readonly file: DeletedFile;
  readonly holder: FileHolder;
  /** Where its file system is mounted; undefined if that is not known. */
  readonly mountPoint: string | undefined;
  /** The slot of the process, NONE if it can't be seen. */
  readonly slot: number;
};

export type DeletedRows = Rows & { readonly deleted: readonly DeletedRow[] };

/** The prepared rows of a sample may belong to another pane. */
export function deletedRowsOf({ prepared }: Sample): DeletedRows | undefined {
  return prepared !== undefined && 'deleted' in prepared ? (prepared as DeletedRows) : undefined;
}

/** The mount points of file systems, by their device numbers. */
export function mountPointsOf(fileSystems: readonly FileSystem[]): ReadonlyMap<string, string> {
  return new Map(fileSystems.map(({ deviceNumber, mountPoint }) => [deviceNumber, mountPoint]));
}

/** A row for each file and process; those of processes that have ended since are left out. */
export function makeDeletedRows(
  { files }: Pick<DeletedFiles, 'files'>,
  mountPoints: ReadonlyMap<string, string>,
  sample: Sample,
  walk: number,
): DeletedRows {
  const { slotOfProcess, slotOf } = pidIndex(sample.snapshot.processes);
  const serials: number[] = [];
  const deleted: DeletedRow[] = [];
  let serial = walk * MOST_ROWS;
  for (const file of files) {
    for (const holder of file.holders) {
      serial += 1;
      const { pid, startTicks } = holder.identity;
      const slot = slotOfProcess(pid, startTicks);
      // Another process has its PID now.
      if (slot === NONE && slotOf(pid) !== NONE) continue;
      deleted.push({ file, holder, mountPoint: mountPoints.get(file.deviceNumber), slot });
      serials.push(serial);
    }
  }
  return {
    slots: deleted.length,
    serial: Float64Array.from(serials),
    order: Float64Array.from(deleted, (_, index) => index),
    deleted,
  };
}

/** More than one walk can find: a row of another walk is another row. */
const MOST_ROWS = 2 ** 32;
