import type { Command, PaneId, PartId } from './commands.js';

/** What the keys act on: the list, or the kind of dialog on top of it. */
export type Mode = 'list' | 'prompt' | 'picker' | 'confirm' | 'page';
export type KeyPreset = 'classic' | 'vim';

export type Binding = {
  readonly mode: Mode;
  /** The panes in which the binding holds; undefined: all. A binding for this pane takes precedence. */
  readonly panes: readonly PaneId[] | undefined;
  readonly section: string;
  readonly keys: readonly string[];
  /** The keys of the vim preset. */
  readonly vim: readonly string[];
  readonly command: Command;
  readonly description: string;
  /** Its label in the footer, for F-keys. */
  readonly label: string | undefined;
  /** Holds only while a search is active; otherwise the key has another binding. */
  readonly whileSearching: boolean;
  /** Holds only while the past is shown, before other bindings. */
  readonly whilePast: boolean;
  /** One of the twenty or so keys that the help shows first. */
  readonly isFirst: boolean;
  /** What else may be typed for it into the menu of commands. */
  readonly synonyms: readonly string[];
};

/** What only some bindings have. */
type Extras = {
  readonly label?: string;
  readonly vim?: readonly string[];
  readonly whileSearching?: boolean;
  readonly whilePast?: true;
  readonly first?: true;
  readonly synonyms?: readonly string[];
};

/** Makes the bindings of one section. */
export function section(mode: Mode, name: string, panes?: readonly PaneId[]) {
  return (keys: string, command: Command, description: string, extras: Extras = {}): Binding => ({
    mode,
    panes,
    section: name,
    keys: keys.split(' '),
    vim: extras.vim ?? keys.split(' '),
    command,
    description,
    label: extras.label,
    whileSearching: extras.whileSearching ?? false,
    whilePast: extras.whilePast ?? false,
    isFirst: extras.first ?? false,
    synonyms: extras.synonyms ?? [],
  });
}

/** A command of a part itself. */
export function own(part: PartId, command: string): Command {
  return { type: 'own', part, command };
}
