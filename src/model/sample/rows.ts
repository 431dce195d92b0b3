/** The source of a pane's rows. */
export type Rows = {
  /** One past the highest slot in use. */
  readonly slots: number;
  /** By slot: unique per row during its life; 0 for an empty slot. */
  readonly serial: Float64Array;
  /** By slot: the order of rows that are otherwise equal. */
  readonly order: ArrayLike<number>;
};
