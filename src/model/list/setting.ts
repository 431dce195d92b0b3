type Kind<Value> = {
  /** What is wrong with a value, as the end of a sentence ("must be …"); undefined if nothing is. */
  readonly refuse: (value: unknown) => string | undefined;
  /** All possible values, if there are few. */
  readonly choices?: readonly Value[];
};

/** What a person can set and keep. */
export type Setting<Id extends string = string, Value = unknown> = Kind<Value> & {
  readonly id: Id;
  readonly initial: Value;
  readonly description: string;
};

export function toggle<const Id extends string>(id: Id, initial: boolean, description: string): Setting<Id, boolean> {
  return {
    id,
    initial,
    description,
    choices: [true, false],
    refuse: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  };
}

export function choice<const Id extends string, const Value extends string>(
  id: Id,
  choices: readonly Value[],
  description: string,
): Setting<Id, Value> {
  return {
    id,
    initial: choices[0],
    description,
    choices,
    refuse: (value) => (choices.includes(value as Value) ? undefined : `must be one of ${choices.join(', ')}`),
  };
}
