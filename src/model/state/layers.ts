import type { DetailTabId, PaletteEntry, PartId, PickerPurpose, PromptPurpose } from '../list/commands.js';
import type { Filter } from '../list/condition.js';
import type { Target } from '../list/targets.js';
import type { Refusal } from '../machine/identity.js';
import type { Detail, Hold, Outcome } from '../machine/machine.js';

/** The filters and the search of a list. */
export type Finding = {
  readonly filter: { readonly text: string; readonly filter: Filter | undefined };
  readonly search: string;
};

/** A dialog or page, which gets the keys while it is open. */
export type Layer = Prompt | Picker | Confirm | DetailPage | HelpPage | ResultsPage | PartPage;

export type Prompt = {
  readonly kind: 'prompt';
  readonly purpose: PromptPurpose;
  readonly text: string;
  /** The position of the cursor in UTF-16 code units. */
  readonly cursor: number;
  /** What is wrong with the text, and where. The last valid text stays in effect. */
  readonly problem: { readonly message: string; readonly position: number } | undefined;
  /** The position in the history; 0 is the text being typed, which is kept as a draft. */
  readonly recall: number;
  readonly draft: string;
  /** The filters before it was opened, and the start of a search, for Esc. */
  readonly before: Finding;
  readonly origin: Place;
  readonly targets: readonly Target[];
};

export type Picker = {
  readonly kind: 'picker';
  readonly purpose: PickerPurpose;
  readonly index: number;
  /** The typed text filters the entries. */
  readonly typed: string;
  /** Ids of checked entries, in pickers with check boxes. */
  readonly ticked: ReadonlySet<string>;
  /** Whether the current value has been read. */
  readonly loaded: boolean;
  readonly targets: readonly Target[];
  /** The targets, held by pidfds, so that signals reach only them. */
  readonly holds: readonly Hold[];
  readonly palette: readonly PaletteEntry[];
};

/** An extra confirmation of what can't be undone. */
export type Confirm = {
  readonly kind: 'confirm';
  readonly signal: number;
  readonly targets: readonly Target[];
  readonly holds: readonly Hold[];
};

export type DetailPage = {
  readonly kind: 'detail';
  readonly tab: DetailTabId;
  readonly target: Target;
  /** Undefined until it has been read. */
  readonly detail: Detail | undefined;
  /** Why it can't be read; what was read before stays. */
  readonly refusal: Refusal | undefined;
  readonly top: number;
};

export type HelpPage = { readonly kind: 'help'; readonly top: number };

export type Result = { readonly target: Target; readonly outcome: Outcome };
export type ResultsPage = {
  readonly kind: 'results';
  readonly title: string;
  readonly results: readonly Result[];
  readonly top: number;
};

/** A page of a part. */
export type PartPage = { readonly kind: 'own'; readonly part: PartId; readonly top: number };

/** A selection and the visible rows around it. */
export type Place = {
  /** Serial of the selected row, 0 for none. */
  readonly selected: number;
  /** Whether the user selected it. Until then the first row is selected, whichever process it is. */
  readonly isChosen: boolean;
  /** Its last row, to continue there if it ends. */
  readonly lastRow: number;
  /** First row of the list on the screen. */
  readonly top: number;
};
