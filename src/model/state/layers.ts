import type { DetailTabId, PaletteEntry, PartId, PickerPurpose, PromptPurpose } from '../list/commands.js';
import type { Filter } from '../list/condition.js';
import type { Target } from '../list/targets.js';
import type { Refusal } from '../machine/identity.js';
import type { Detail, Hold, Outcome } from '../machine/machine.js';

/** What narrows a list, and what is looked for in it. */
export type Finding = {
  readonly filter: { readonly text: string; readonly filter: Filter | undefined };
  readonly search: string;
};

/** What has the keys while it is open. */
export type Layer = Prompt | Picker | Confirm | DetailPage | HelpPage | ResultsPage | PartPage;

export type Prompt = {
  readonly kind: 'prompt';
  readonly purpose: PromptPurpose;
  readonly text: string;
  /** Where the next character goes, in UTF-16 units. */
  readonly cursor: number;
  /** What is wrong with the text, and where. The last good text stays in force. */
  readonly fault: { readonly message: string; readonly position: number } | undefined;
  /** How far back in what was typed before; 0 is the text being typed, which waits as a draft meanwhile. */
  readonly recall: number;
  readonly draft: string;
  /** What was in force when it was opened, and where a search began, to go back to. */
  readonly before: Finding;
  readonly origin: Place;
  readonly targets: readonly Target[];
};

export type Picker = {
  readonly kind: 'picker';
  readonly purpose: PickerPurpose;
  readonly index: number;
  /** Letters typed so far narrow the list. */
  readonly typed: string;
  /** Ids of ticked entries, in the pickers that tick. */
  readonly ticked: ReadonlySet<string>;
  /** Whether what is in force now has been read. */
  readonly loaded: boolean;
  readonly targets: readonly Target[];
  /** The targets, held open so that signals reach them or nobody. */
  readonly holds: readonly Hold[];
  readonly palette: readonly PaletteEntry[];
};

/** One deliberate step more, before what can't be undone. */
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
  /** Undefined until it was read. */
  readonly detail: Detail | undefined;
  /** Why it can't be read (any more); what was read before stays. */
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

/** The page of a part itself. */
export type PartPage = { readonly kind: 'own'; readonly part: PartId; readonly top: number };

/** A selection and what was seen around it. */
export type Place = {
  /** Serial of the selected row, 0 for none. */
  readonly selected: number;
  /** Whether a person chose it. Until then the first row is selected, whichever that is. */
  readonly isChosen: boolean;
  /** The row it was last seen in, to go on from there when it has ended. */
  readonly lastRow: number;
  /** First row of the list on the screen. */
  readonly top: number;
};
