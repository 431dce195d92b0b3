import type { Edit, PaletteEntry, PickerPurpose } from '../list/commands.js';
import type { Target } from '../list/targets.js';
import type { Detail, Hold } from '../machine/machine.js';
import type { Picker } from '../state/layers.js';
import { only, type Step, step } from '../state/messages.js';
import { push, replaceTop, type State, say, topLayer } from '../state/state.js';
import { rankOf } from '../text/rank.js';
import { ACTING_PICKERS } from './acting-pickers.js';
import { editLine } from './editing.js';
import { LIST_PICKERS, sortItemIndex, usersInForce } from './list-pickers.js';
import type { PickerItem } from './picker-kinds.js';
import { item, type PickerKind } from './picker-kinds.js';

/** Every menu. */
export const PICKERS: { readonly [Purpose in PickerPurpose]: PickerKind } = {
  ...ACTING_PICKERS,
  ...LIST_PICKERS,
  palette: {
    title: () => 'Commands',
    width: 60,
    items: (_state, { palette }) =>
      palette.map(({ label, keys, names }, index) => ({
        ...item(String(index), label, keys),
        names: [...names, ...keys.split(' ')],
        description: `${label} (${keys})`,
      })),
  },
};

const USUAL_WIDTH = 46;

type Beginning = {
  readonly targets?: readonly Target[];
  readonly holds?: readonly Hold[];
  readonly palette?: readonly PaletteEntry[];
  readonly index?: number;
};

export function openPicker(state: State, purpose: PickerPurpose, beginning: Beginning = {}): State {
  return push(state, {
    kind: 'picker',
    purpose,
    index: purpose === 'sort' ? sortItemIndex(state) : 0,
    typed: '',
    ticked: purpose === 'user' ? usersInForce(state) : new Set(),
    loaded: false,
    targets: [],
    holds: [],
    palette: [],
    ...beginning,
  });
}

/** The entries that match the typed text, the best first. */
export function pickerItems(state: State, picker: Picker): readonly PickerItem[] {
  const items = PICKERS[picker.purpose].items(state, picker);
  if (picker.typed.trim() === '') return items;
  const ranked = items.flatMap((item) => {
    const { label: title, names = [], hint: description } = item;
    const rank = rankOf(picker.typed, { title, names, description });
    return rank === undefined ? [] : [{ item, rank }];
  });
  return ranked.sort((one, other) => one.rank - other.rank).map(({ item }) => item);
}

export function isRadio({ purpose }: Picker): boolean {
  return PICKERS[purpose].isRadio ?? false;
}

export function pickerTitle(picker: Picker): string {
  return PICKERS[picker.purpose].title(picker);
}

export function pickerWidth({ purpose }: Picker): number {
  return PICKERS[purpose].width ?? USUAL_WIDTH;
}

export function movePicker(state: State, picker: Picker, by: number): State {
  const last = pickerItems(state, picker).length - 1;
  return replaceTop(state, { ...picker, index: Math.max(0, Math.min(picker.index + by, last)) });
}

export function typeInPicker(state: State, picker: Picker, edit: Edit): State {
  if (edit.type !== 'insert' && edit.type !== 'erase') return state;
  const { text } = editLine({ text: picker.typed, cursor: picker.typed.length }, edit);
  return replaceTop(state, { ...picker, typed: text, index: 0 });
}

/** Enter. */
export function acceptPicker(state: State, picker: Picker): Step {
  const item = pickerItems(state, picker)[picker.index];
  const { accept } = PICKERS[picker.purpose];
  if (item === undefined) return only(state);
  if (isUnread(picker)) return sayUnread(state);
  if (accept === undefined) return markInPicker(state, picker);
  return accept({ ...state, layers: state.layers.slice(0, -1) }, picker, item);
}

/** Space. The entry stays highlighted, even if it moves; without check boxes it types a blank. */
export function markInPicker(state: State, picker: Picker): Step {
  const item = pickerItems(state, picker)[picker.index];
  const { mark } = PICKERS[picker.purpose];
  if (mark === undefined) return only(typeInPicker(state, picker, { type: 'insert', text: ' ' }));
  if (item === undefined) return only(state);
  if (isUnread(picker)) return sayUnread(state);
  return keepOn(mark(state, picker, item), item.id);
}

export function shiftInPicker(state: State, picker: Picker, by: 1 | -1): Step {
  const item = pickerItems(state, picker)[picker.index];
  const { shift } = PICKERS[picker.purpose];
  if (item === undefined || shift === undefined) return only(state);
  return keepOn(shift(state, item, by), item.id);
}

/** Shows the current value once it has been read. If the highlight was moved meanwhile, it stays. */
export function loadPicker(state: State, picker: Picker, detail: Detail): State {
  if (!isUnread(picker)) return state;
  const loaded = { ...picker, ticked: new Set(inForce(picker.purpose, detail)), loaded: true };
  const first = pickerItems(state, loaded).findIndex((item) => item.ticked);
  return replaceTop(state, { ...loaded, index: picker.index === 0 ? Math.max(0, first) : picker.index });
}

/** Nothing can be chosen until the current value is known. */
export function isUnread({ purpose, loaded }: Picker): boolean {
  return !loaded && (purpose === 'affinity' || purpose === 'ioPriority');
}

function sayUnread(state: State): Step {
  return only(say(state, 'still reading the current value', 'danger'));
}

function inForce(purpose: PickerPurpose, { affinity, ioPriority }: Detail): readonly string[] {
  if (purpose === 'affinity') return 'value' in affinity ? affinity.value.map(String) : [];
  if (!('value' in ioPriority)) return [];
  const { class: ioClass, level } = ioPriority.value;
  return [`${ioClass} ${ioClass === 'none' || ioClass === 'idle' ? 0 : level}`];
}

/** A menu of things on the machine keeps its highlight when a new sample moves the entries. */
export function keepChoice(before: State, after: State): State {
  const top = topLayer(before);
  const item = top?.kind === 'picker' ? pickerItems(before, top)[top.index] : undefined;
  return item === undefined ? after : keepOn(only(after), item.id).state;
}

function keepOn(result: Step, id: string): Step {
  const top = result.state.layers.at(-1);
  if (top?.kind !== 'picker') return result;
  const index = pickerItems(result.state, top).findIndex((item) => item.id === id);
  return step(index < 0 ? result.state : replaceTop(result.state, { ...top, index }), ...result.effects);
}
