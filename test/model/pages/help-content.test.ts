import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/model/filter/filter.js';
import { keyName } from '../../../src/model/keys/key-names.js';
import { KEYMAP } from '../../../src/model/keys/keymap.js';
import { helpContent } from '../../../src/model/pages/help-content.js';
import { PANES } from '../../../src/model/panes.js';
import { DEFAULT_SETTINGS } from '../../../src/model/state/settings.js';
import { displayWidth } from '../../../src/model/text/text.js';
import { openSession } from '../../support/session.js';

type Given = { readonly pane?: (typeof PANES)[number]['id']; readonly columns?: number; readonly keys?: 'vim' };

function linesOf({ pane = 'processes', columns = 80, keys }: Given = {}): readonly string[] {
  const settings = { ...DEFAULT_SETTINGS, ...(keys && { keys }) };
  const { state } = openSession({ pane, settings, size: { columns, rows: 24 } });
  return helpContent(state).rows.map(({ cells }) => cells[0] ?? '');
}

function firstKeys(given: Given): readonly string[] {
  const lines = linesOf(given);
  return lines.slice(0, lines.indexOf(' Marks'));
}

describe('the help', () => {
  it.each(PANES)('gives an example of a filter that $id understands', (pane) => {
    const [, example = ''] =
      /Filter: (.*?)( {2,}|$)/.exec(linesOf({ pane: pane.id }).find((line) => line.includes('Filter: ')) ?? '') ?? [];
    expect(example).not.toBe('');
    expect(parseFilter(example, pane, PANES)).not.toHaveProperty('problem');
  });

  it.each(PANES.map(({ id }) => id))('of the pane %s shows its most useful keys in two columns first', (pane) => {
    const lines = firstKeys({ pane });
    expect(lines.length).toBeLessThanOrEqual(11);
    expect(lines[0]).toMatch(/^ \S+.* {2,}\S.* {2,}\S/);
    const text = lines.join('\n');
    // A sensor has no process.
    const acting = pane === 'sensors' ? [] : ['F9 k', 'Enter'];
    for (const wanted of [...acting, 'F3 /', 'F4 \\ o', 'Esc', 'F10 q', ':']) expect(text).toContain(wanted);
  });

  it('shows a key only with its meaning in this pane', () => {
    expect(firstKeys({ pane: 'processes' }).join('\n')).toMatch(/I R +Reverse sort order/);
    const connections = firstKeys({ pane: 'connections' }).join('\n');
    expect(connections).toMatch(/R +Host names or addresses/);
    expect(connections).toMatch(/I {2,}Reverse sort order/);
  });

  it('shows the keys of the vim preset', () => {
    expect(firstKeys({ keys: 'vim' }).join('\n')).toContain('F9 K');
  });

  it('explains the marks and the parts of the bars', () => {
    const text = linesOf({ columns: 160 }).join('\n');
    expect(text).toContain('●    Tagged');
    expect(text).toContain('CPU%/core: 100 is one core');
    expect(text).toContain('█ user  ▓ nice  ▒ system  ░ I/O wait  ▚ stolen');
  });

  it('explains every key', () => {
    const lines = linesOf({ columns: 160 }).map((line) => line.replace(/\s+/g, ' '));
    for (const { keys, description } of KEYMAP) {
      const wanted = `${keys.map(keyName).join(' ')} ${description}`;
      expect(lines.some((line) => line.includes(wanted))).toBe(true);
    }
  });

  it.each([30, 50, 71, 72, 80, 120])('fits on %d columns', (columns) => {
    for (const line of linesOf({ columns })) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });
});
