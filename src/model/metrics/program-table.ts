import { addGauges, addSteps, beginScrape, createProgram, type Program } from './program.js';
import { KERNEL, OTHER, programOf } from './program-name.js';
import { giveNames, takeNames } from './program-names.js';

/** The programs that there are, with a name or without. What has none counts for `other`. */
export type ProgramTable = {
  /** The program of a task name and a unit, made if it is not there. */
  programAt(program: string, unit: string): Program;
  readonly other: Program;
  beginScrape(): void;
  /** Those that are to be summed up again. */
  changed(): readonly Program[];
  /** Shares out what was counted, gives and takes names. The programs to report, that of all others last. */
  endScrape(isFirst: boolean): readonly Program[];
};

/** The programs of `kept` are reported at all times, each as one whatever its units are. */
export function createProgramTable(kept: readonly string[]): ProgramTable {
  const other = createProgram(OTHER, '', true);
  const names = kept.map(askedName).filter((name) => name !== OTHER);
  const keptPrograms = new Map(names.map((name) => [name, createProgram(name, '', true)]));
  const programs = new Map<string, Program>();
  const all = () => [...keptPrograms.values(), ...programs.values()];
  return {
    other,
    programAt(name, unit) {
      const found = name === OTHER ? other : keptPrograms.get(name);
      if (found !== undefined) return found;
      const inUnit = name === KERNEL ? '' : unit;
      const key = `${name}\0${inUnit}`;
      const known = programs.get(key) ?? createProgram(name, inUnit);
      programs.set(key, known);
      return known;
    },
    beginScrape() {
      for (const program of all()) beginScrape(program);
      beginScrape(other);
      // Those without a name were added to it.
      other.isChanged = true;
    },
    changed: () => [...all(), other].filter(({ isChanged }) => isChanged),
    endScrape(isFirst) {
      addSteps(other, other);
      for (const program of all()) addSteps(program.isNamed ? program : other, program);
      takeNames(all());
      giveNames(all(), isFirst);
      for (const [key, program] of programs) {
        if (program.isNamed) continue;
        addGauges(other, program);
        if (program.gauges.processes === 0) programs.delete(key);
      }
      return [...all().filter(({ isNamed }) => isNamed), other];
    },
  };
}

/** The kernel keeps so much of the name of a task. */
const TASK_NAME_BYTES = 15;

function askedName(name: string): string {
  return name === KERNEL ? KERNEL : programOf(name.slice(0, TASK_NAME_BYTES));
}
