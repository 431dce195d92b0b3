import type { Command } from './commands.js';
import type { PaneId } from './pane.js';

/** What has the keys: the list, or the kind of dialog on top of it. */
export type Mode = 'list' | 'prompt' | 'picker' | 'confirm' | 'page';
export type KeyPreset = 'classic' | 'vim';

export type Binding = {
  readonly mode: Mode;
  /** The panes in which the key means this, where it does not in all. It goes before what the key means in all. */
  readonly panes: readonly PaneId[] | undefined;
  readonly section: string;
  readonly keys: readonly string[];
  /** The keys under the vim preset, where they differ. */
  readonly vim: readonly string[];
  readonly command: Command;
  readonly description: string;
  /** Its word in the footer, for bindings on F-keys. */
  readonly label: string | undefined;
  /** Answers only while a search is live; the key has another meaning otherwise. */
  readonly whileSearching: boolean;
};

/** What few bindings have. */
type Extras = {
  readonly label?: string;
  readonly vim?: readonly string[];
  readonly whileSearching?: boolean;
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
  });
}
