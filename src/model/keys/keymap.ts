import type { Binding, KeyPreset, Mode } from '../list/binding.js';
import type { Command, PaletteEntry, PaneId } from '../list/commands.js';
import type { Part } from '../list/part.js';
import { PANES, PARTS } from '../panes.js';
import { COMMON_BINDINGS } from './common-bindings.js';
import { keyName } from './key-names.js';
import { synonymsOf } from './synonyms.js';

/** The sections in the order of the help, with those of single parts between. */
const FIRST_SECTIONS = ['Move', 'Panes', 'Find', 'Sort', 'Tree', 'Select', 'Act'];
const LAST_SECTIONS = [
  ...new Set(['Inspect', 'Show', 'Program', ...COMMON_BINDINGS.map((binding) => binding.section)]),
];

/** Every key. Dispatch, footer, help, palette and docs/keys.md are made from this table. */
export const KEYMAP: readonly Binding[] = inSections([...PARTS.flatMap(bindingsOf), ...COMMON_BINDINGS]);

/** A pane's keys work only in that pane. A key shared by two panes is one binding. */
function bindingsOf({ id, bindings = [] }: Part): readonly Binding[] {
  const isPane = PANES.some((pane) => pane.id === id);
  const sharing = (binding: Binding) => PANES.filter((pane) => pane.bindings?.includes(binding)).map((pane) => pane.id);
  return bindings
    .filter((binding) => !isPane || sharing(binding)[0] === id)
    .map((binding) => (isPane ? { ...binding, panes: binding.panes ?? sharing(binding) } : binding));
}

function inSections(bindings: readonly Binding[]): readonly Binding[] {
  const own = bindings.map((binding) => binding.section);
  const between = own.filter((name) => !FIRST_SECTIONS.includes(name) && !LAST_SECTIONS.includes(name));
  const all = new Set([...FIRST_SECTIONS, ...between, ...LAST_SECTIONS]);
  return [...all].flatMap((name) => bindings.filter((binding) => binding.section === name));
}

/** Opens the list of all commands. It is not in the table, because its command contains the table. */
export const PALETTE_KEY = ':';

export type KeyContext = {
  readonly mode: Mode;
  readonly pane: PaneId;
  readonly preset: KeyPreset;
  readonly searching: boolean;
  readonly past: boolean;
};

/** The command of a key in this context; letters in prompts and menus are text. */
export function commandFor(key: string, text: string | undefined, context: KeyContext): Command | undefined {
  const { mode, pane, preset, searching, past } = context;
  const bound = bindingsIn(mode, pane).filter(
    (binding) =>
      keysOf(binding, preset).includes(key) && (searching || !binding.whileSearching) && (past || !binding.whilePast),
  );
  const meant = bound.find(({ whilePast }) => whilePast) ?? bound.find(({ panes }) => panes !== undefined) ?? bound[0];
  if (meant !== undefined) return meant.command;
  if (mode === 'list' && key === PALETTE_KEY) return { type: 'openPalette', entries: palette(preset, pane) };
  const types = mode === 'prompt' || mode === 'picker';
  return types && text !== undefined ? { type: 'edit', edit: { type: 'insert', text } } : undefined;
}

/** The bindings of a mode in a pane. */
export function bindingsIn(mode: Mode, pane: PaneId): readonly Binding[] {
  return KEYMAP.filter((binding) => binding.mode === mode && (binding.panes?.includes(pane) ?? true));
}

export function keysOf(binding: Binding, preset: KeyPreset): readonly string[] {
  return preset === 'vim' ? binding.vim : binding.keys;
}

function palette(preset: KeyPreset, pane: PaneId): readonly PaletteEntry[] {
  return bindingsIn('list', pane)
    .filter(({ section: name }) => name !== 'Move')
    .map((binding) => ({
      label: binding.description,
      keys: keysOf(binding, preset).map(keyName).join(' '),
      names: [
        ...(binding.label === undefined ? [] : [binding.label]),
        ...binding.synonyms,
        ...synonymsOf(binding.command),
      ],
      command: binding.command,
    }));
}
