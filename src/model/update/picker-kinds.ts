import type { Picker } from '../state/layers.js';
import { only, type Step } from '../state/messages.js';
import type { State } from '../state/state.js';

export type PickerItem = {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Other names for searching. */
  readonly names?: readonly string[];
  /** Its full description, for which the menu has no room. */
  readonly description?: string;
  /** Undefined in pickers without check boxes. */
  readonly ticked?: boolean;
};

/** A kind of picker. `accept` gets a state with the picker already closed. */
export type PickerKind = {
  readonly title: (picker: Picker) => string;
  /** Exactly one entry is checked (radio buttons). */
  readonly isRadio?: true;
  /** Its width in cells, if its entries need more than usual. */
  readonly width?: number;
  readonly items: (state: State, picker: Picker) => readonly PickerItem[];
  readonly accept?: (state: State, picker: Picker, item: PickerItem) => Step;
  /** Space, and Enter without `accept`: changes the item and stays open. */
  readonly mark?: (state: State, picker: Picker, item: PickerItem) => Step;
  /** ← and → on an item. */
  readonly shift?: (state: State, item: PickerItem, by: 1 | -1) => Step;
};

export function item(id: string, label: string, hint: string): PickerItem {
  return { id, label, hint };
}

/** Ticks an entry, or takes its tick away. */
export function tick(state: State, picker: Picker, { id }: PickerItem): Step {
  const ticked = new Set(picker.ticked);
  if (!ticked.delete(id)) ticked.add(id);
  return only({ ...state, layers: [...state.layers.slice(0, -1), { ...picker, ticked }] });
}
