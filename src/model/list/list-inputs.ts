import type { Filter } from './condition.js';
import type { Narrowing, Pane } from './pane.js';

/** What a list is made of. */
export type ListInputs = Narrowing & {
  readonly pane: Pane;
  readonly filter?: Filter | undefined;
  readonly tree: boolean;
  /** Serials of the folded branches. */
  readonly folded: ReadonlySet<number>;
  readonly sort: { readonly columnId: string; readonly descending: boolean };
  readonly unicode: boolean;
  /** Keeps the order of the previous list; new rows come last. */
  readonly holdOrder: boolean;
};
