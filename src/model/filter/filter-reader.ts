/** What is wrong with a filter, and at which UTF-16 code unit. */
export type FilterProblem = { readonly message: string; readonly position: number };

/** Thrown only inside the parser, which catches it and returns the problem. */
export class FilterError extends Error {
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}

export type Operator = '=' | '!=' | '~' | '!~' | '<' | '<=' | '>' | '>=';

/** A piece of the filter's text and where it starts. */
export type Piece = { readonly text: string; readonly position: number };

const WORD = /(?:[^\s()=!~<>&|]|!(?![=~])|&(?!&)|\|(?!\|))+/y;
/** Operators of other languages, with their meaning here. */
const OPERATOR = /\s*(!=|!~|<>|<=|=<|>=|=>|=~|==?|~|<|>)/y;
const MEANT: Readonly<Record<string, Operator>> = { '==': '=', '=~': '~', '<>': '!=', '=<': '<=', '=>': '>=' };
const KEYWORDS = {
  and: /(?:&&|&(?=[\s(])|and(?=[\s()]|$))/iy,
  or: /(?:\|\||\|(?=[\s(])|or(?=[\s()]|$))/iy,
  not: /not(?=[\s()]|$)/iy,
};
const NOT = /!(?![=~])/y;

/** Reads a filter from left to right, a piece at a time. */
export class FilterReader {
  private position = 0;

  constructor(private readonly text: string) {}

  /** The position of the next piece. */
  at(): number {
    while (/\s/.test(this.text.charAt(this.position))) this.position += 1;
    return this.position;
  }

  /** Whether `expected` comes next: a parenthesis, or the end (an empty text). */
  isNext(expected: '(' | ')' | ''): boolean {
    return this.text.charAt(this.at()) === expected;
  }

  takeParenthesis(expected: '(' | ')'): boolean {
    const found = this.isNext(expected);
    if (found) this.position += 1;
    return found;
  }

  /** `and`, `or` and `not` in any case, if a blank, a parenthesis or the end follows; && and || anywhere. */
  isKeyword(keyword: keyof typeof KEYWORDS): boolean {
    const pattern = KEYWORDS[keyword];
    pattern.lastIndex = this.at();
    return pattern.test(this.text);
  }

  takeKeyword(keyword: keyof typeof KEYWORDS): boolean {
    this.at();
    return this.take(KEYWORDS[keyword]) !== undefined;
  }

  takeExclamation(): boolean {
    this.at();
    return this.take(NOT) !== undefined;
  }

  takeWord(): Piece | undefined {
    const position = this.at();
    const text = this.take(WORD);
    return text === undefined ? undefined : { text, position };
  }

  takeOperator(): (Piece & { readonly operator: Operator }) | undefined {
    const before = this.position;
    const text = this.take(OPERATOR)?.trim();
    if (text === undefined) return undefined;
    const operator = MEANT[text] ?? (text as Operator);
    return { text, operator, position: this.position - text.length > before ? this.position - text.length : before };
  }

  /** The text between quotes; it can't contain the same kind of quote. */
  takeQuoted(): Piece | undefined {
    const position = this.at();
    const quote = this.text.charAt(position);
    if (quote !== '"' && quote !== "'") return undefined;
    const end = this.text.indexOf(quote, position + 1);
    if (end < 0) throw new FilterError('missing closing quote', position);
    this.position = end + 1;
    return { text: this.text.slice(position + 1, end), position };
  }

  isQuoted({ position }: Piece): boolean {
    return /["']/.test(this.text.charAt(position));
  }

  /** A value ends at a blank or an unmatched parenthesis: regular expressions contain matched ones. */
  takeValue(): Piece | undefined {
    const quoted = this.takeQuoted();
    if (quoted !== undefined) return quoted;
    const position = this.at();
    let open = 0;
    for (; this.position < this.text.length; this.position++) {
      const character = this.text.charAt(this.position);
      if (character === '(') open += 1;
      else if (character === ')') open -= 1;
      if (open < 0 || /\s/.test(character) || (open === 0 && /^(?:&&|\|\|)/.test(this.text.slice(this.position))))
        break;
    }
    return this.position === position ? undefined : { text: this.text.slice(position, this.position), position };
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.position = pattern.lastIndex;
    return match[0];
  }
}
