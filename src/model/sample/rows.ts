/** What the rows of a pane are read from. */
export type Rows = {
  /** One past the highest slot in use. */
  readonly slots: number;
  /** By slot: what names the row for as long as it lives; 0 where there is none. */
  readonly serial: Float64Array;
  /** By slot: the order of rows that are equal otherwise. */
  readonly order: ArrayLike<number>;
};
