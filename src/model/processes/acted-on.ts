import { type Target, targetOf } from '../list/targets.js';
import { ZOMBIE } from '../machine/process-kinds.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import type { Sample } from '../sample/sample.js';
import { clean } from '../text/text.js';
import { commandText } from './command-line.js';

/** More of a command line is not shown anywhere. */
const LONGEST_COMMAND = 2000;

/** A process with what a dialog says of it before it acts. */
export function actedOn(sample: Sample, slot: number): Target | undefined {
  const target = targetOf(sample, slot);
  if (target === undefined) return undefined;
  const command = clean(commandText(sample.snapshot.processes, slot).slice(0, LONGEST_COMMAND));
  const parent = columnsOf(sample).state[slot] === ZOMBIE ? parentOf(sample, slot) : NONE;
  const reaper = parent === NONE ? undefined : actedOn(sample, parent);
  return { ...target, command, unreaped: unreapedText(sample, slot), reaper };
}

const columnsOf = ({ snapshot }: Sample) => snapshot.processes.columns;
const parentOf = ({ snapshot }: Sample, slot: number) => pidIndex(snapshot.processes).parentOf(slot);

function unreapedText(sample: Sample, slot: number): string | undefined {
  const { columns, texts } = sample.snapshot.processes;
  if (columns.state[slot] !== ZOMBIE) return undefined;
  const parent = parentOf(sample, slot);
  const name = parent === NONE ? '' : ` ${columns.pid[parent]} ${clean(texts.name[parent])}`;
  return `it is a zombie: signals do nothing to it, its parent${name} must reap it`;
}
