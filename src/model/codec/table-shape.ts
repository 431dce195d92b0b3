import { Damage } from './plain-reader.js';
import { type Shape, withFieldsOf } from './shape.js';

type Table = { readonly slots: number; readonly columns: object; readonly texts: object };

/** All columns and texts have a row for each slot. Live ones have room for more. */
export function table<Rows extends Table>(inner: Shape<Rows>): Shape<Rows> {
  return withFieldsOf(inner, (value) => {
    const made = inner(value);
    const columns: readonly { readonly length: number }[] = [
      ...Object.values(made.columns),
      ...Object.values(made.texts),
    ];
    if (columns.every(({ length }) => length >= made.slots)) return made;
    throw new Damage('columns without a row for each slot');
  });
}
