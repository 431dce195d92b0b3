import { identityOf } from '../model/machine/identity.js';
import type { MemoryProbe } from '../model/machine/memory-detail.js';
import { type Footprints, NO_FOOTPRINTS, withReadings } from '../model/memory/footprints.js';
import { createGrowth, observeGrowth } from '../model/memory/memory-growth.js';
import { processMemoryRows } from '../model/memory/memory-rows.js';
import type { Sample } from '../model/sample/sample.js';

/** PSS and USS are read for the first rows only, never for every process of a machine. */
const MOST_ROWS = 64;

/** The rows of the memory pane without a screen. */
export type MemoryBatch = {
  /** Growth is counted from the first sample. */
  withGrowth(sample: Sample): Sample;
  /** Reads PSS and USS of the first of these rows. */
  withFootprints(sample: Sample, slots: Int32Array): Promise<Sample>;
};

export function createMemoryBatch(memory: MemoryProbe): MemoryBatch {
  const growth = createGrowth();
  const withRows = (sample: Sample, footprints: Footprints): Sample => ({
    ...sample,
    prepared: processMemoryRows(sample, { growth, footprints }),
  });
  return {
    withGrowth(sample) {
      observeGrowth(growth, sample);
      return withRows(sample, NO_FOOTPRINTS);
    },
    async withFootprints(sample, slots) {
      return withRows(sample, await readFootprints(memory, sample, [...slots.subarray(0, MOST_ROWS)]));
    },
  };
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
