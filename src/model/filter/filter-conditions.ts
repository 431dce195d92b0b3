import type { Column, Value, ValueKind } from '../list/column-kinds.js';
import type { Condition } from '../list/condition.js';
import type { Vocabulary } from '../list/pane.js';
import { smallTextOf } from '../list/search.js';
import { bySlot } from '../sample/by-slot.js';
import { nearest } from '../text/nearest.js';
import { type AmountKind, EXPECTED, parseAmount } from './filter-amounts.js';
import { FilterError, type Operator, type Piece } from './filter-reader.js';
import { compilePattern } from './pattern.js';

/** If a cell has several values, the test is applied to each. */
type Test = (value: number | string | boolean, slot: number) => boolean;

export type Comparison = {
  readonly column: Column;
  /** The column's name as typed. */
  readonly name: string;
  readonly operator: Piece & { readonly operator: Operator };
  readonly value: Piece;
  readonly columns: readonly Column[];
  /** Collects the ids of the columns that a filter reads. */
  readonly used: Set<string>;
};

/** Two columns each are the same figure in two units, so `mem>500M`, `res>5%` and `fds>80%` work. */
const OTHER_UNIT: Readonly<Record<string, { readonly id: string; readonly unit: RegExp }>> = {
  memoryPercent: { id: 'residentBytes', unit: /[kmgtpeb]$/i },
  residentBytes: { id: 'memoryPercent', unit: /%$/ },
  fds: { id: 'fdsPercent', unit: /%$/ },
};

/** Searches the pane's text columns, ignoring case; digits alone also match its numbers (PIDs, ports). */
export function wordOf(text: string, { columns, words, digits }: Vocabulary, used: Set<string>): Condition {
  const wanted = text.toLowerCase();
  const searched = columns.filter(({ id }) => words.includes(id));
  const numbers = /^\d+$/.test(text) ? columns.filter(({ id }) => digits.includes(id)) : [];
  for (const { id } of [...searched, ...numbers]) used.add(id);
  const texts = searched.map(smallTextOf);
  return (sample, slot) =>
    numbers.some((column) => column.value(sample, slot) === Number(text)) ||
    texts.some((textOf) => textOf(sample, slot).includes(wanted));
}

export function comparisonOf(comparison: Comparison): Condition {
  const column = inItsUnit(comparison);
  comparison.used.add(column.id);
  const isTrue = testOf(comparison, column.kind);
  const isDenied = comparison.operator.operator.startsWith('!');
  return (sample, slot) => {
    const value = column.value(sample, slot);
    if (typeof value !== 'object') return value !== undefined && isTrue(value, slot);
    return isDenied ? value.every((one) => isTrue(one, slot)) : value.some((one) => isTrue(one, slot));
  };
}

function inItsUnit({ column, value, columns }: Comparison): Column {
  const other = OTHER_UNIT[column.id];
  if (!other?.unit.test(value.text)) return column;
  return columns.find(({ id }) => id === other.id) ?? column;
}

/** What each of several values is compared as; true and false are compared as words. */
const SINGLE_KINDS: { readonly [Kind in ValueKind]?: AmountKind | 'text' } = {
  ...{ text: 'text', texts: 'text', flag: 'text' },
  numbers: 'number',
};

function testOf(comparison: Comparison, valueKind: ValueKind): Test {
  const { operator } = comparison.operator;
  const kind = SINGLE_KINDS[valueKind] ?? (valueKind as AmountKind);
  if (operator === '~' || operator === '!~') return patternTest(comparison, kind);
  return kind === 'text' ? textTest(comparison) : amountTest(comparison, kind);
}

function patternTest({ operator, value, name }: Comparison, kind: AmountKind | 'text'): Test {
  if (kind !== 'text' && kind !== 'number') {
    throw new FilterError(
      `${operator.text} needs a text column; ${name} is compared with ${EXPECTED[kind]}`,
      operator.position,
    );
  }
  const pattern = compilePattern(value.text);
  if ('problem' in pattern) throw new FilterError(pattern.problem, value.position);
  const wanted = operator.operator === '~';
  const finds = bySlot(pattern.test);
  return (found, slot) => finds(slot, String(found)) === wanted;
}

function textTest({ operator, value, name, column }: Comparison): Test {
  if (operator.operator !== '=' && operator.operator !== '!=') {
    throw new FilterError(`${operator.text} needs a number column; ${name} is text: use = or ~`, operator.position);
  }
  const wanted = meantBy(column, value).toLowerCase();
  const denied = operator.operator === '!=';
  return (found) => (String(found).toLowerCase() === wanted) !== denied;
}

/** The choice that was typed, for a column with choices; else the text as typed. */
function meantBy({ id, choices, shortChoices }: Column, { text, position }: Piece): string {
  const isMeant = (name: string | undefined) => name?.toLowerCase() === text.toLowerCase();
  if (choices === undefined) return text;
  const found = choices.find((choice) => isMeant(choice) || isMeant(shortChoices?.[choice]));
  if (found !== undefined) return found;
  const near = nearest(text, choices);
  const advice = near === undefined ? `use ${choices.join(', ')}` : `did you mean ${near}?`;
  throw new FilterError(`unknown ${id} ${text}; ${advice}`, position);
}

function amountTest({ operator, value, name }: Comparison, kind: AmountKind): Test {
  const wanted = parseAmount(kind, value.text);
  if (wanted === undefined) throw new FilterError(`${name} needs ${EXPECTED[kind]}`, value.position);
  const { amount, tolerance } = wanted;
  const equals = (found: Value) => found === amount || Math.abs(Number(found) - amount) < tolerance;
  switch (operator.operator) {
    case '<':
      return (found) => Number(found) < amount;
    case '<=':
      return (found) => Number(found) <= amount;
    case '>':
      return (found) => Number(found) > amount;
    case '>=':
      return (found) => Number(found) >= amount;
    case '!=':
      return (found) => !equals(found);
    default:
      return equals;
  }
}
