import { METERS } from '../header/meters.js';
import { keyName } from '../keys/key-names.js';
import { KEYMAP, keysOf, PALETTE_KEY } from '../keys/keymap.js';
import type { Binding } from '../list/binding.js';
import { labelledRows, type PageContent, type PageRow, pageColumns } from '../list/page-content.js';
import type { State } from '../state/state.js';
import { span } from '../text/line-layout.js';

const KEYS_WIDTH = 18;

/** Every key by section, then what the figures of the header mean. */
export function helpContent({ settings, size }: State): PageContent {
  const label = (binding: Binding) => keysOf(binding, settings.keys).map(keyName).join(' ');
  const sections = [...new Set(KEYMAP.map(({ section }) => section))];
  const keys = sections.flatMap((name): readonly PageRow[] => [
    heading(name),
    ...KEYMAP.filter(({ section }) => section === name).flatMap((binding) =>
      labelledRows(label(binding), binding.description, size.columns, KEYS_WIDTH),
    ),
    ...(name === 'Program' ? [{ cells: [PALETTE_KEY, 'Choose a command by its name'] }] : []),
  ]);
  const meters = METERS.flatMap((meter) => labelledRows(meter.label, meter.description, size.columns, KEYS_WIDTH));
  const rows = [...keys, heading('Figures'), ...meters, ...figures(size.columns)];
  return {
    title: [span('Help', 'strong'), span('  keys, and what the figures mean', 'muted')],
    columns: pageColumns(['', ''], rows),
    rows,
    heading: false,
  };
}

function heading(name: string): PageRow {
  return { cells: [name, ''], tone: 'label' };
}

function figures(width: number): readonly PageRow[] {
  return [
    ['-', 'Not known (yet): rates need two samples, some figures need privileges. Never a zero in disguise'],
    ['CPU%', '100 is one core, as in top and htop; the key 0 makes it the whole machine'],
    ['RES SHR', 'Memory in RAM, exact sums of the kernel (statm); SHR is the part of it that can be shared'],
  ].flatMap(([label, text]) => labelledRows(label, text, width, KEYS_WIDTH));
}
