import { type Column, columnNames } from '../list/column-kinds.js';
import type { Condition, Filter } from '../list/condition.js';
import { hasName, type Pane, standsAlone, type Vocabulary } from '../list/pane.js';
import { nearest } from '../text/nearest.js';
import { comparisonOf, wordOf } from './filter-conditions.js';
import { FilterError, type FilterProblem, FilterReader, type Piece } from './filter-reader.js';

export type ParsedFilter = { readonly filter: Filter | undefined } | { readonly problem: FilterProblem };

/** Parentheses nested without a limit would overflow the stack. */
const LONGEST = 1000;

/**
 * Parses the filter language. A bare word is searched in command and name, and digits also match a PID;
 * `column op value` compares; `and`, `or`, `not`, `!` and parentheses combine; two terms side by side mean `and`. Blank
 * text is no filter.
 */
export function parseFilter(text: string, vocabulary: Vocabulary, panes: readonly Pane[]): ParsedFilter {
  if (text.trim() === '') return { filter: undefined };
  if (text.length > LONGEST)
    return { problem: { message: `too long: at most ${LONGEST} characters`, position: LONGEST } };
  const parser: Parser = { reader: new FilterReader(text), vocabulary, panes, used: new Set() };
  try {
    const condition = parseEither(parser);
    if (!parser.reader.isNext('')) throw new FilterError('unmatched )', parser.reader.at());
    return { filter: { condition, columnIds: [...parser.used] } };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { problem: { message: error.message, position: error.position } };
  }
}

type Parser = {
  readonly reader: FilterReader;
  readonly vocabulary: Vocabulary;
  /** All panes, to name those that have a column. */
  readonly panes: readonly Pane[];
  readonly used: Set<string>;
};

function parseEither(parser: Parser): Condition {
  let either = parseBoth(parser);
  while (parser.reader.takeKeyword('or')) {
    const [one, other] = [either, parseBoth(parser)];
    either = (sample, slot) => one(sample, slot) || other(sample, slot);
  }
  return either;
}

function parseBoth(parser: Parser): Condition {
  const { reader } = parser;
  let both = parseNegation(parser);
  while (reader.takeKeyword('and') || !(reader.isNext('') || reader.isNext(')') || reader.isKeyword('or'))) {
    const [one, other] = [both, parseNegation(parser)];
    both = (sample, slot) => one(sample, slot) && other(sample, slot);
  }
  return both;
}

function parseNegation(parser: Parser): Condition {
  if (!parser.reader.takeKeyword('not') && !parser.reader.takeExclamation()) return parseTerm(parser);
  const negated = parseNegation(parser);
  return (sample, slot) => !negated(sample, slot);
}

function parseTerm(parser: Parser): Condition {
  const { reader, vocabulary, used } = parser;
  const position = reader.at();
  if (reader.takeParenthesis('(')) {
    const condition = parseEither(parser);
    if (!reader.takeParenthesis(')')) throw new FilterError('missing )', position);
    return condition;
  }
  const quoted = reader.takeQuoted();
  if (quoted !== undefined) return wordOf(quoted.text, vocabulary, used);
  if (reader.isKeyword('and') || reader.isKeyword('or'))
    throw new FilterError('missing condition before this', position);
  const word = reader.takeWord();
  if (word === undefined) throw new FilterError(missing(reader), position);
  return parseComparison(parser, word) ?? wordOf(word.text, vocabulary, used);
}

function missing(reader: FilterReader): string {
  if (reader.isNext('')) return 'missing condition at the end';
  return reader.isNext(')') ? 'missing condition before )' : 'missing column before this';
}

function parseComparison({ reader, vocabulary, panes, used }: Parser, name: Piece): Condition | undefined {
  const operator = reader.takeOperator();
  if (operator === undefined) return undefined;
  const meant = columnsNamed(name, vocabulary, panes);
  const value = reader.takeValue();
  if (value === undefined) throw new FilterError(`missing value after ${operator.text}`, reader.at());
  const denied = operator.operator === '=' && /^!./.test(value.text) && !reader.isQuoted(value);
  if (denied) throw new FilterError(`use ${name.text}!=${value.text.slice(1)}`, value.position);
  const { columns } = vocabulary;
  const compare = (column: Column, how = operator): Condition =>
    comparisonOf({ column, name: name.text, operator: how, value, columns, used });
  const [only, ...others] = meant;
  if (others.length === 0) return compare(only);
  if (operator.operator !== '!=' && operator.operator !== '!~') return anyOf(meant.map((column) => compare(column)));
  // `!=` on a synonym: no column equals the value. If all are unknown, no match.
  const affirmed = { ...operator, operator: operator.operator === '!=' ? ('=' as const) : ('~' as const) };
  const any = anyOf(meant.map((column) => compare(column, affirmed)));
  return (sample, slot) => !any(sample, slot) && meant.some(({ value: read }) => read(sample, slot) !== undefined);
}

function anyOf([first, ...others]: readonly Condition[]): Condition {
  return others.reduce((any, next) => (sample, slot) => any(sample, slot) || next(sample, slot), first);
}

function columnsNamed({ text, position }: Piece, vocabulary: Vocabulary, panes: readonly Pane[]): readonly Column[] {
  const typed = text.toLowerCase();
  const names = namesIn(vocabulary);
  const meant = names.get(typed);
  if (meant !== undefined) return meant;
  const elsewhere = panes.filter((pane) => (hasName(pane) || standsAlone(pane)) && namesIn(pane).has(typed));
  throw new FilterError(`unknown column ${text}${adviceFor(typed, [...names.keys()], elsewhere)}`, position);
}

function namesIn({ columns, synonyms }: Vocabulary): ReadonlyMap<string, readonly Column[]> {
  const single = columns.flatMap((column) => columnNames(column).map((name) => [name, [column]] as const));
  const shared = Object.entries(synonyms).map(
    ([name, ids]) => [name, columns.filter(({ id }) => ids.includes(id))] as const,
  );
  return new Map<string, readonly Column[]>([...single, ...shared]);
}

function adviceFor(typed: string, names: readonly string[], elsewhere: readonly Pane[]): string {
  if (elsewhere.length > 0)
    return ` here; it is in ${elsewhere.map(({ label, shortName }) => `${label} (ntop ${shortName})`).join(', ')}`;
  const near = nearest(typed, names);
  return near === undefined ? '; to search for text, put it in quotes' : `; did you mean ${near}?`;
}
