import { slotOfSerial } from '../list/list.js';
import { NOT_RECORDED } from '../list/page-content.js';
import type { Detail, Part } from '../machine/machine.js';
import { argumentsOf } from '../processes/command-line.js';
import type { DetailPage } from '../state/layers.js';
import type { State } from '../state/state.js';

const NOT: Part<never> = { refused: NOT_RECORDED };

/** What samples of the past have of what a page would read now. */
export function recordedDetail({ past, sample }: State, { target }: DetailPage): Detail | undefined {
  if (!past?.isStepped || sample === undefined) return undefined;
  const slot = slotOfSerial(sample, target.serial);
  const { texts } = sample.snapshot.processes;
  return {
    commandLine: slot < 0 ? NOT : { value: argumentsOf(texts.commandLine[slot]) },
    executable: NOT,
    executableDeleted: false,
    workingDirectory: NOT,
    root: NOT,
    cgroup: slot < 0 || !texts.cgroup[slot] ? NOT : { value: texts.cgroup[slot] },
    environment: NOT,
    openFiles: NOT,
    openFileTotal: 0,
    limits: NOT,
    threads: NOT,
    threadTotal: 0,
    affinity: NOT,
    ioPriority: NOT,
  };
}
