import { METERS } from '../header/meters.js';
import { keyName } from '../keys/key-names.js';
import { bindingsIn, KEYMAP, keysOf, PALETTE_KEY } from '../keys/keymap.js';
import type { Binding, KeyPreset } from '../list/binding.js';
import type { PaneId } from '../list/commands.js';
import type { PageContent, PageRow } from '../list/page-content.js';
import { paneOf } from '../state/pane-state.js';
import type { State } from '../state/state.js';
import { span } from '../text/line-layout.js';
import { type Entry, inColumns } from './entry-columns.js';
import { helpMarks } from './help-marks.js';

/** The help of the open pane: its most useful keys, the marks on the screen, then every key and every figure. */
export function helpContent(state: State): PageContent {
  const { settings, size, pane } = state;
  const { keys, unicode } = settings;
  const sections: readonly (readonly [string, readonly Entry[]])[] = [
    ['Marks', helpMarks(unicode)],
    ...keySections(keys),
    ['Figures', METERS.map(({ label, description }) => ({ label, text: description }))],
  ];
  return {
    title: [span(`Help: ${paneOf(state).label}`, 'strong'), span('  ↓ more, Esc closes', 'muted')],
    columns: [{ title: '', align: 'left', width: size.columns }],
    rows: [
      ...inColumns(firstKeys(pane, keys), size.columns),
      ...sections.flatMap(([name, entries]) => [heading(name), ...inColumns(entries, size.columns)]),
    ],
    heading: false,
  };
}

const PALETTE: Entry = { label: PALETTE_KEY, text: 'Choose a command by its name' };

/** The pane's own keys, then those of all panes without the keys that the pane uses otherwise. */
function firstKeys(pane: PaneId, preset: KeyPreset): readonly Entry[] {
  const bindings = bindingsIn('list', pane);
  const isOwn = ({ panes }: Binding) => panes !== undefined;
  const taken = new Set(bindings.filter(isOwn).flatMap((binding) => keysOf(binding, preset)));
  const first = bindings.filter(({ isFirst }) => isFirst);
  const own = first.filter(isOwn).map((binding) => entryOf(binding, preset));
  const others = first
    .filter((binding) => !isOwn(binding))
    .map((binding) => entryOf(binding, preset, (key) => !taken.has(key)));
  return [...own, ...others, PALETTE];
}

function keySections(preset: KeyPreset): readonly (readonly [string, readonly Entry[]])[] {
  const names = [...new Set(KEYMAP.map(({ section }) => section))];
  return names.map((name) => [
    name,
    KEYMAP.filter(({ section }) => section === name).map((binding) => entryOf(binding, preset)),
  ]);
}

function entryOf(binding: Binding, preset: KeyPreset, isShown = (_key: string) => true): Entry {
  return { label: keysOf(binding, preset).filter(isShown).map(keyName).join(' '), text: binding.description };
}

function heading(name: string): PageRow {
  return { cells: [` ${name}`], line: [span(` ${name}`, 'label')] };
}
