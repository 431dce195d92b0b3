import { wrap } from '../list/page-content.js';
import type { Target } from '../list/targets.js';
import type { Picker } from '../state/layers.js';
import { layoutOf } from '../state/layout.js';
import { type State, topLayer } from '../state/state.js';
import type { Line } from '../text/line.js';
import { span } from '../text/line-layout.js';
import { fit } from '../text/text.js';
import { pickerItems } from '../update/pickers.js';

/** The minimum of rows for the list beside a dialog, and the maximum of lines below it. */
const LEAST_BODY = 9;
const MOST_LINES = 4;
/** A longer description is cut. */
const DESCRIPTION_LINES = 2;

/**
 * The note below a menu or above a prompt: the command lines of its processes, and the full description of the
 * highlighted entry. Its height does not depend on the entry.
 */
export function noteLines(state: State): readonly Line[] {
  const layer = topLayer(state);
  const most = Math.min(MOST_LINES, layoutOf(state).body - LEAST_BODY);
  if ((layer?.kind !== 'picker' && layer?.kind !== 'prompt') || most <= 0) return [];
  const described = layer.kind === 'picker' ? descriptionLines(state, layer, Math.min(DESCRIPTION_LINES, most)) : [];
  return [...targetLines(layer.targets, state.size.columns, most - described.length), ...described];
}

/** The command lines of processes in at most `most` lines: a single one is wrapped, several have one line each. */
export function targetLines(targets: readonly Target[], columns: number, most: number): readonly Line[] {
  const [only, ...others] = targets;
  if (only === undefined || most <= 0) return [];
  const room = columns - 2;
  const warnings = targets.flatMap(({ unreaped }) => unreaped ?? []).slice(0, 1);
  const warned = warnings.map((text): Line => [span(` ${fit(text, room, 'left', '+')}`, 'warning')]);
  const rows = most - warned.length;
  const texts =
    others.length === 0
      ? cutText(wrap(only.command ?? only.name, room), rows)
      : cutTo(
          targets.map(({ identity, user, name, command }) => `${identity.pid} ${user} ${command ?? name}`),
          rows,
          `and ${targets.length - rows + 1} more`,
        );
  return [...texts.map((text): Line => [span(` ${fit(text, room, 'left', '+')}`, 'strong')]), ...warned];
}

function cutText(lines: readonly string[], most: number): readonly string[] {
  if (most <= 0) return [];
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines[most - 1].slice(0, -1)}…`];
}

function cutTo(texts: readonly string[], most: number, rest: string): readonly string[] {
  if (texts.length <= most) return texts;
  return most <= 1 ? texts.slice(0, most) : [...texts.slice(0, most - 1), rest];
}

function descriptionLines(state: State, picker: Picker, most: number): readonly Line[] {
  const room = state.size.columns - 2;
  const linesOf = (text: string) => wrap(text, room).slice(0, most);
  const all = pickerItems(state, { ...picker, typed: '' });
  const height = Math.max(
    0,
    ...all.map(({ description }) => (description === undefined ? 0 : linesOf(description).length)),
  );
  const chosen = pickerItems(state, picker)[picker.index]?.description ?? '';
  const lines = linesOf(chosen);
  return Array.from({ length: height }, (_, row) => [span(` ${lines[row] ?? ''}`, 'label')]);
}
