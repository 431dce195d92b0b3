/** The texts that a typed text is searched in. */
export type Findable = {
  readonly title: string;
  /** Other names: an id, short names, synonyms. */
  readonly names: readonly string[];
  readonly description: string;
};

/**
 * How well something matches the typed text, 0 best; undefined if it does not. Title and names rank before the words of
 * the description, beginnings before the middle of a word. Several words that do not match together are matched one by
 * one.
 */
export function rankOf(typed: string, findable: Findable): number | undefined {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return 0;
  const small = {
    title: findable.title.trim().toLowerCase(),
    names: findable.names.map((name) => name.toLowerCase()),
    description: findable.description.toLowerCase(),
  };
  const together = rankOfText(wanted, small);
  if (together < NOT_FOUND) return together;
  const worst = Math.max(...wanted.split(/\s+/).map((word) => rankOfText(word, small)));
  return worst < NOT_FOUND ? NOT_FOUND + worst : undefined;
}

const NOT_FOUND = 8;

function rankOfText(wanted: string, { title, names, description }: Findable): number {
  const tests = [
    title === wanted || names.includes(wanted),
    title.startsWith(wanted),
    names.some((name) => name.startsWith(wanted)),
    beginsWord(title, wanted),
    title.includes(wanted),
    names.some((name) => name.includes(wanted)),
    beginsWord(description, wanted),
    description.includes(wanted),
  ];
  const first = tests.indexOf(true);
  return first < 0 ? NOT_FOUND : first;
}

function beginsWord(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return true;
  }
  return false;
}
