import { type Fits, isWord } from './pattern-characters.js';
import { type Assertion, type Node, PatternError, parsePattern } from './pattern-parser.js';

export type Pattern = { readonly test: (text: string) => boolean };

/** A step of a pattern; `next` and `targets` are steps' numbers. */
type Step =
  | { readonly kind: 'character'; readonly fits: Fits; readonly next: number }
  | { readonly kind: Assertion; readonly next: number }
  | { readonly kind: 'split'; readonly targets: readonly number[] }
  | { readonly kind: 'match' };

/** All steps a pattern may be at, before the next character is known. */
type Situation = {
  readonly steps: readonly number[];
  readonly isStart: boolean;
  readonly afterWord: boolean;
  /** Filled in as texts are tested; undefined stands for a match. */
  readonly next: Map<number, Situation | undefined>;
};

type Machine = {
  readonly program: readonly Step[];
  readonly start: number;
  situations: Map<string, Situation>;
  known: number;
};

const MOST_STEPS = 1000;
const MOST_KNOWN = 20_000;
const LONGEST_TEXT = 4096;
const END = -1;

/**
 * A regular expression as a person types it, in any case; or a sentence that says what is wrong with it. A text is
 * tested in one pass, for what is tested is whatever an attacker wrote, and one that goes back may never end.
 */
export function compilePattern(source: string): Pattern | { readonly fault: string } {
  try {
    const program: Step[] = [{ kind: 'match' }];
    const start = emit(program, parsePattern(source), 0);
    const machine: Machine = { program, start, situations: new Map(), known: 0 };
    return { test: (text) => run(machine, text) };
  } catch (error) {
    if (error instanceof PatternError) return { fault: error.message };
    throw error;
  }
}

/** Appends the steps of a node that go on to `next`, and tells where they start. */
function emit(program: Step[], node: Node, next: number): number {
  if (program.length > MOST_STEPS) throw new PatternError('this pattern is too large');
  switch (node.kind) {
    case 'character':
      return program.push({ kind: 'character', fits: node.fits, next }) - 1;
    case 'sequence':
      return node.parts.reduceRight((after, part) => emit(program, part, after), next);
    case 'choice':
      return program.push({ kind: 'split', targets: node.parts.map((part) => emit(program, part, next)) }) - 1;
    case 'repeat':
      return emitRepeat(program, node, next);
    default:
      return program.push({ kind: node.kind, next }) - 1;
  }
}

function emitRepeat(program: Step[], { part, least, most }: Node & { readonly kind: 'repeat' }, next: number): number {
  let start = next;
  if (most === Number.POSITIVE_INFINITY) {
    const targets = [next];
    start = program.push({ kind: 'split', targets }) - 1;
    targets.push(emit(program, part, start));
  } else {
    for (let time = least; time < most; time++) {
      start = program.push({ kind: 'split', targets: [next, emit(program, part, start)] }) - 1;
    }
  }
  for (let time = 0; time < least; time++) start = emit(program, part, start);
  return start;
}

function run(machine: Machine, text: string): boolean {
  let situation = situationOf(machine, [machine.start], true, false);
  const length = Math.min(text.length, LONGEST_TEXT);
  for (let index = 0; index <= length; index++) {
    const code = index < length ? text.charCodeAt(index) : END;
    const next = situation.next.has(code) ? situation.next.get(code) : advance(machine, situation, code);
    if (next === undefined) return true;
    situation = next;
  }
  return false;
}

/** What follows one character, or the end; remembered, so that the next text pays a look-up only. */
function advance(machine: Machine, situation: Situation, code: number): Situation | undefined {
  if (machine.known >= MOST_KNOWN) {
    machine.situations.clear();
    machine.known = 0;
  }
  const reached = reach(machine.program, situation, code);
  const next = reached && situationOf(machine, [...new Set(reached).add(machine.start)], false, isWord(code));
  situation.next.set(code, next);
  machine.known += 1;
  return next;
}

/** Steps after a character; undefined when the pattern has matched before it. */
function reach(program: readonly Step[], situation: Situation, code: number): readonly number[] | undefined {
  const reached: number[] = [];
  const waiting = [...situation.steps];
  const seen = new Set(waiting);
  const goOn = (target: number) => {
    if (!seen.has(target)) waiting.push(target);
    seen.add(target);
  };
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const step = program[number];
    if (step.kind === 'match') return undefined;
    if (step.kind === 'split') step.targets.forEach(goOn);
    else if (step.kind !== 'character') {
      if (holds(step.kind, situation, code)) goOn(step.next);
    } else if (code !== END && step.fits(code)) reached.push(step.next);
  }
  return reached;
}

function holds(assertion: Assertion, { isStart, afterWord }: Situation, code: number): boolean {
  if (assertion === 'start') return isStart;
  if (assertion === 'end') return code === END;
  return (afterWord !== isWord(code)) === (assertion === 'boundary');
}

function situationOf(machine: Machine, steps: number[], isStart: boolean, afterWord: boolean): Situation {
  const key = `${steps.sort((one, other) => one - other).join()}${isStart ? '^' : ''}${afterWord ? 'w' : ''}`;
  const known = machine.situations.get(key);
  if (known !== undefined) return known;
  const situation = { steps, isStart, afterWord, next: new Map() };
  machine.situations.set(key, situation);
  return situation;
}
