import { Box } from 'ink';
import { glyph } from '../model/text/glyphs.js';
import type { PickerView } from '../model/view/view.js';
import { CompactTable } from './CompactTable.js';
import { Lines } from './Lines.js';
import type { Painter } from './paint.js';

type Props = {
  readonly picker: PickerView;
  readonly top: number;
  readonly height: number;
  readonly painter: Painter;
  readonly unicode: boolean;
};

const LABEL_CELLS = 16;
/** Maximum cells of a label beside its hint. */
const LABEL_SHARE = 0.75;

/** A menu beside the list: its title with the typed text, and the entries. */
export function PickerMenu({ picker, top, height, painter, unicode }: Props) {
  const { title, typed, items, selected, width, isRadio } = picker;
  const spans = [
    { text: title, tone: 'strong' },
    { text: typed === '' ? '' : `  ${typed}${glyph('cursor', unicode)}`, tone: 'label' },
  ] as const;
  const entries = items.map(({ label, hint, ticked }) => ({ cells: [mark(ticked, isRadio, unicode) + label, hint] }));
  const rows = entries.length > 0 ? entries : [{ cells: ['no match', 'Bksp erases'], tone: 'muted' as const }];
  return (
    <>
      <Lines left={0} top={top} lines={[painter.line(spans, width, 'header')]} height={1} />
      <Box marginTop={top + 1} width={width} height={height - 1} overflow="hidden">
        <CompactTable
          columns={[{ title: '', maximumWidth: Math.max(LABEL_CELLS, Math.floor(width * LABEL_SHARE)) }, { title: '' }]}
          rows={rows}
          selected={entries.length > 0 ? selected : -1}
          painter={painter}
          width={width - 1}
          heading={false}
          unicode={unicode}
        />
      </Box>
    </>
  );
}

function mark(ticked: boolean | undefined, isRadio: boolean, unicode: boolean): string {
  if (ticked === undefined) return '';
  if (isRadio) return `${glyph(ticked ? 'picked' : 'unpicked', unicode)} `;
  return `${glyph(ticked ? 'ticked' : 'unticked', unicode)} `;
}
