import { keyName } from '../keys/key-names.js';
import { bindingsIn, keysOf } from '../keys/keymap.js';
import type { Binding, KeyPreset, Mode } from '../list/binding.js';
import type { PaneId } from '../list/commands.js';
import type { Prompt } from '../state/layers.js';
import { layoutOf } from '../state/layout.js';
import { type State, topLayer } from '../state/state.js';
import { glyph } from '../text/glyphs.js';
import type { Line, Span } from '../text/line.js';
import { cutLine, lineWidth, padLine, skipLine, span } from '../text/line-layout.js';
import { createKeep, remembered } from '../text/remembered.js';
import { displayWidth, fit } from '../text/text.js';
import { refusalReason } from '../update/availability.js';
import { PICKERS } from '../update/pickers.js';
import { promptTitle } from '../update/prompts.js';

const F_KEYS = 10;
const LABEL_CELLS = 8;
/** The minimum width of a prompt's text beside its title. */
const TEXT_CELLS = 20;

/** Without a binding: an F-key without a function in this pane. */
export type FooterItem = {
  readonly key: string;
  readonly binding: Binding | undefined;
  readonly left: number;
  readonly width: number;
};

/** F1 to F10, eight cells each on 80 columns; in a dialog its labelled keys. */
export function footerItems(state: State, mode: Mode): readonly FooterItem[] {
  const preset = state.settings.keys;
  if (mode === 'list') return listItems(state.pane, preset, state.size.columns);
  const labelled = bindingsIn(mode, state.pane).filter(
    (binding) => binding.label !== undefined && isOffered(state, binding),
  );
  let left = 0;
  return labelled.map((binding) => {
    const cells = keyText(binding, preset).length + (binding.label?.length ?? 0) + 3;
    left += cells;
    return { key: keyText(binding, preset), binding, left: left - cells, width: cells };
  });
}

/** Makes the footer of keys. */
export function createFooter(): (state: State, mode: Mode) => Line {
  const keep = createKeep<Line>();
  return (state, mode) => {
    const items = footerItems(state, mode);
    const off = items.map(({ binding }) => mode === 'list' && binding !== undefined && isOff(state, binding));
    return keep([items, ...off], () => footerLine(items, off, mode, state.size.columns));
  };
}

function isOff(state: State, { command }: Binding): boolean {
  return refusalReason(state, command) !== undefined;
}

function footerLine(items: readonly FooterItem[], off: readonly boolean[], mode: Mode, columns: number): Line {
  const spans = items.flatMap(({ key, binding, width }, at): Span[] => {
    const name = binding?.label ?? '';
    const label = mode === 'list' ? name : ` ${name} `;
    return [
      { text: key, tone: 'key' },
      { text: fit(label, Math.max(0, width - key.length), 'left'), tone: off[at] ? 'keyOff' : 'keyLabel' },
    ];
  });
  return padLine(spans, columns);
}

/** The prompt instead of the footer, scrolled to its cursor, with the error marked. */
export function promptLine(state: State, prompt: Prompt): Line {
  const { text, cursor, problem } = prompt;
  const from = problem === undefined ? text.length : Math.min(problem.position, text.length);
  const cursorText = glyph('cursor', state.settings.unicode);
  const { columns } = state.size;
  const title = cutLine([span(`${promptTitle(prompt)}: `, 'label')], Math.max(0, columns - TEXT_CELLS));
  const spans: Span[] = [];
  for (const [start, end] of cuts(text.length, [from, cursor])) {
    if (start === cursor) spans.push(span(cursorText, 'strong'));
    if (end > start) spans.push(span(text.slice(start, end), start >= from ? 'danger' : 'strong'));
  }
  if (problem !== undefined && layoutOf(state).status === 0) spans.push(span(`  ${problem.message}`, 'danger'));
  const beyond = lineWidth(title) + displayWidth(text.slice(0, cursor)) + 1 - columns;
  return padLine([...title, ...skipLine(spans, beyond)], columns);
}

/** The pieces between the cuts, with an empty last one for a cursor at the end. */
function cuts(length: number, points: readonly number[]): readonly (readonly [number, number])[] {
  const sorted = [...new Set([0, ...points, length])].sort((one, other) => one - other);
  return sorted.map((start, index) => [start, sorted[index + 1] ?? start] as const);
}

/** Of dialogs. Tabs and copying exist only on the detail page; toggling only in menus with check boxes. */
function isOffered(state: State, { mode, command }: Binding): boolean {
  const layer = topLayer(state);
  if (mode === 'page') return layer?.kind === 'detail' || command.type === 'back';
  if (layer?.kind === 'picker' && command.type === 'mark') return PICKERS[layer.purpose].mark !== undefined;
  if (layer?.kind === 'prompt' && command.type === 'switchTab') return ['search', 'filter'].includes(layer.purpose);
  return true;
}

const listItems = remembered((pane: PaneId, preset: KeyPreset, width: number): readonly FooterItem[] => {
  const labelled = bindingsIn('list', pane).filter(({ label }) => label !== undefined);
  const byNumber = (number: number) => labelled.find((binding) => keysOf(binding, preset).includes(`f${number}`));
  const count = Math.min(F_KEYS, Math.max(1, Math.floor(width / LABEL_CELLS)));
  const shown = count === F_KEYS ? range(F_KEYS) : [...range(count - 1), F_KEYS];
  return shown.map((number, index) => {
    const place = { left: index * LABEL_CELLS, width: LABEL_CELLS };
    return { key: `F${number}`, binding: byNumber(number), ...place };
  });
});

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function keyText(binding: Binding, preset: KeyPreset): string {
  return keyName(keysOf(binding, preset)[0]);
}
