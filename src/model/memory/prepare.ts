import type { Narrowing } from '../list/pane.js';
import { identityOf } from '../machine/identity.js';
import type { MemoryProbe } from '../machine/memory-detail.js';
import type { Source } from '../machine/source.js';
import { observeGrowth } from '../sample/growth.js';
import type { Rows, Sample } from '../sample/sample.js';
import { type Footprints, NO_FOOTPRINTS, withReadings } from './footprints.js';
import { groupProcesses } from './memory-groups.js';
import { groupMemoryRows, processMemoryRows } from './memory-rows.js';
import type { MemoryState } from './reduce.js';

type Prepared = { readonly own: MemoryState; readonly rows: Rows };

/** Makes the rows of the memory pane. Growth counts from its first sample. */
export function prepareMemory(own: MemoryState, narrowing: Narrowing<MemoryState>): Prepared {
  const { growth, footprints, grouping, groupSerials } = own;
  const { sample } = narrowing;
  const extras = { growth, footprints };
  observeGrowth(growth, sample);
  if (grouping === 'none') return { own, rows: processMemoryRows(sample, extras) };
  const { groups, serials } = groupProcesses(grouping, narrowing, groupSerials);
  return { own: { ...own, groupSerials: serials }, rows: groupMemoryRows(sample, groups, extras) };
}

/** PSS and USS are read for the first rows only, never for every process of a machine. */
const MOST_ROWS = 64;

/** Reads PSS and USS of the first of these rows. */
export async function measureMemory(
  own: MemoryState,
  sample: Sample,
  slots: Int32Array,
  { memory }: Pick<Source, 'memory'>,
): Promise<MemoryState> {
  return { ...own, footprints: await readFootprints(memory, sample, [...slots.subarray(0, MOST_ROWS)]) };
}

/** One call has a time limit, so all rows may take several calls. */
async function readFootprints(memory: MemoryProbe, sample: Sample, slots: readonly number[]): Promise<Footprints> {
  const { serial } = sample.snapshot.processes.columns;
  let known = NO_FOOTPRINTS;
  for (let next = 0; next < slots.length; ) {
    const asked = slots.slice(next);
    const readings = await memory.footprints(asked.map((slot) => identityOf(sample, slot)));
    if (readings.length === 0) break;
    known = withReadings(
      known,
      readings.flatMap((reading, index) =>
        reading.ok ? [{ serial: serial[asked[index] ?? 0] ?? 0, ...reading }] : [],
      ),
    );
    next += readings.length;
  }
  return known;
}
