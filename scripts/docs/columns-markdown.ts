import type { Column } from '../../src/model/list/column-kinds.js';
import type { Pane } from '../../src/model/list/pane.js';
import { PANES } from '../../src/model/panes.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';

const INTRODUCTION = `# Columns

Generated from the tables of columns (src/model/processes/columns.ts, socket-columns.ts …) by a test (\`UPDATE_DOCS=1 npm test\`).
\`ntop PANE --fields help\` prints the same lists. Filters, \`--sort\` and \`--fields\` accept the id, a short name or the header,
in any case. Scripts should use the id: it is the key in JSON and the heading in CSV, and it does not change.
`;

const UNITS: Readonly<Record<Column['kind'], string>> = {
  text: 'text',
  texts: 'list of texts',
  flag: 'true or false (filters: yes, no)',
  number: 'number',
  numbers: 'list of numbers',
  bytes: 'bytes',
  percent: 'percent',
  seconds: 'seconds',
  milliseconds: 'milliseconds',
  time: 'seconds since 1970',
};

/** The page docs/columns.md. */
export function columnsMarkdown(): string {
  return INTRODUCTION + PANES.map(section).join('');
}

function section(pane: Pane): string {
  const head = '| id | header | short names | value | shown | meaning |\n|---|---|---|---|---|---|\n';
  return `\n## ${pane.label}\n\n${synonyms(pane)}${head}${pane.columns.map((column) => row(pane, column)).join('')}`;
}

/** Additional names in filters. */
function synonyms({ synonyms }: Pane): string {
  const names = Object.entries(synonyms);
  if (names.length === 0) return '';
  return `In filters also ${names.map(([name, ids]) => `\`${name}\` for ${ids.join(' or ')}`).join(', ')}.\n\n`;
}

function row(pane: Pane, column: Column): string {
  const { id, header, aliases, kind, description } = column;
  const unit = id.endsWith('BytesPerSecond') ? `${UNITS[kind]} per second` : UNITS[kind];
  return `| ${[`\`${id}\``, header, aliases.join(' '), unit, placesOf(pane, column), description].join(' | ')} |\n`;
}

/** Where it is shown by default. */
function placesOf({ columnsSetting, jsonColumnIds }: Pane, { id }: Column): string {
  const onScreen = DEFAULT_SETTINGS[columnsSetting.id].includes(id) ? ['screen'] : [];
  const inJson = jsonColumnIds.includes(id) ? ['JSON'] : [];
  return [...onScreen, ...inJson].join(', ');
}
