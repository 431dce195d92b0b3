import { isEmpty, loseName, type Program } from './program.js';
import { OTHER } from './program-name.js';

/** With 24 series each, and what there is of the machine and of control groups, at most 2,500. */
export const MOST_NAMES = 75;
const CHOSEN_BY_EACH = 25;
/** A program without a process keeps its name for so many scrapes. */
const KEPT_SCRAPES = 20;

/** Takes names from programs that have long been empty. */
export function takeNames(programs: Iterable<Program>): void {
  for (const program of programs) {
    program.emptyScrapes = isEmpty(program) ? program.emptyScrapes + 1 : 0;
    if (program.emptyScrapes > KEPT_SCRAPES && !program.isKept) loseName(program);
  }
}

/** Gives the largest programs names, as long as there are any. What they counted before counts for the others. */
export function giveNames(programs: readonly Program[], isFirst: boolean): void {
  let free = MOST_NAMES - programs.filter(({ isNamed }) => isNamed).length;
  const byCpu = largest(programs, ({ steps, totalCpuSeconds }) => (isFirst ? totalCpuSeconds : steps.cpuSeconds));
  const byMemory = largest(programs, ({ gauges }) => gauges.residentBytes);
  for (let rank = 0; rank < CHOSEN_BY_EACH; rank++) {
    for (const program of [byCpu[rank], byMemory[rank]]) {
      if (program === undefined || program.isNamed || free <= 0) continue;
      program.isNamed = true;
      program.emptyScrapes = 0;
      free -= 1;
    }
  }
}

function largest(programs: readonly Program[], sizeOf: (program: Program) => number): readonly Program[] {
  const sized = programs.map((program) => ({ program, size: sizeOf(program) }));
  const candidates = sized.filter(({ program, size }) => size > 0 && program.program !== OTHER);
  return candidates
    .sort((one, other) => other.size - one.size)
    .slice(0, CHOSEN_BY_EACH)
    .map(({ program }) => program);
}
