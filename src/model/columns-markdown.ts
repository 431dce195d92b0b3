import { COLUMNS, type Column, DEFAULT_COLUMN_IDS, JSON_COLUMN_IDS } from './columns.js';

const INTRODUCTION = `# Columns

Made from the table in src/model/columns.ts by its test (\`UPDATE_DOCS=1 npm test\`), not by hand. \`ntop --fields help\` prints the same list.
Filters, \`--sort\` and \`--fields\` take the id, a short name or the header, in any case. Scripts should use the id: it is
the key in JSON and the heading in CSV, and it does not change.

`;

const UNITS: Readonly<Record<Column['kind'], string>> = {
  text: 'text',
  number: 'number',
  numbers: 'list of numbers',
  bytes: 'bytes',
  percent: 'percent',
  seconds: 'seconds',
  time: 'seconds since 1970',
};

/** The page docs/columns.md. */
export function columnsMarkdown(): string {
  const head = '| id | header | short names | value | shown | meaning |\n|---|---|---|---|---|---|\n';
  return `${INTRODUCTION}${head}${COLUMNS.map(row).join('')}`;
}

function row(column: (typeof COLUMNS)[number]): string {
  const { id, header, aliases, kind, description } = column;
  const unit = id.endsWith('PerSecond') ? `${UNITS[kind]} per second` : UNITS[kind];
  return `| ${[`\`${id}\``, header, aliases.join(' '), unit, placesOf(column), description].join(' | ')} |\n`;
}

/** Where it is shown unless asked otherwise. */
function placesOf({ id }: (typeof COLUMNS)[number]): string {
  const onScreen = DEFAULT_COLUMN_IDS.includes(id) ? ['screen'] : [];
  const inJson = JSON_COLUMN_IDS.includes(id) ? ['JSON'] : [];
  return [...onScreen, ...inJson].join(', ');
}
