/** Gives the last result again while its inputs are the same; otherwise makes a new one. */
export type Keep<Result> = (inputs: readonly unknown[], make: () => Result) => Result;

/**
 * Keeps one result. What is drawn every second runs cold: not running it is what makes it cheap, and nothing has to be
 * compared with a result that is the same object as the last one.
 */
export function createKeep<Result>(): Keep<Result> {
  let last: { readonly inputs: readonly unknown[]; readonly result: Result } | undefined;
  return (inputs, make) => {
    if (last === undefined || !isSame(last.inputs, inputs)) last = { inputs, result: make() };
    return last.result;
  };
}

/** A pure function that keeps its last result. */
export function remembered<Inputs extends readonly unknown[], Result>(
  make: (...inputs: Inputs) => Result,
): (...inputs: Inputs) => Result {
  const keep = createKeep<Result>();
  return (...inputs) => keep(inputs, () => make(...inputs));
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  for (let at = 0; at < other.length; at++) if (!Object.is(one[at], other[at])) return false;
  return one.length === other.length;
}
