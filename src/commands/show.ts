import type { Source } from '../model/machine/source.js';
import { needsOf } from '../model/state/needs.js';
import type { State } from '../model/state/state.js';
import { update } from '../model/update/update.js';
import { samples } from '../probe/samples.js';
import type { World } from '../ui/effects.js';
import { runScreen } from '../ui/run-screen.js';
import type { Terminal } from '../ui/terminal.js';
import type { ColourDepth } from '../ui/theme.js';
import { snapshotOf } from './reading.js';
import { createScreenRecorder } from './screen-recorder.js';

export type Showing = {
  readonly source: Source;
  /** The initial state. */
  readonly state: State;
  readonly terminal: Terminal;
  readonly stdin: NodeJS.ReadStream;
  readonly depth: ColourDepth;
  readonly save: World['save'];
  /** Called before the terminal's modes are changed. */
  readonly guard: () => void;
};

/** Shows a source on a terminal until the user quits. The first frame is drawn from the first sample. */
export async function show({ source, state: begun, terminal, stdin, depth, save, guard }: Showing): Promise<void> {
  const readings = samples(source, needsOf(begun), begun.settings.delaySeconds);
  const world: World = {
    source,
    samples: readings,
    terminal,
    save,
    recorder: createScreenRecorder(begun.remote !== undefined),
    now: () => performance.now(),
    clock: () => new Date().toTimeString().slice(0, 5),
  };
  const first = await readings.next();
  if (first.done) return;
  const snapshot = snapshotOf(first.value);
  guard();
  await terminal.run(async (output) => {
    const { columns, rows } = output;
    const sized = update(begun, { type: 'resize', columns, rows }).state;
    const { state } = update(sized, { type: 'sample', snapshot, now: world.now() });
    await runScreen(output, stdin, { state, depth, world });
  });
}
