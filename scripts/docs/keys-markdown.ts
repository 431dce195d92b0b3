import { keyName } from '../../src/model/keys/key-names.js';
import { KEYMAP, keysOf, PALETTE_KEY } from '../../src/model/keys/keymap.js';
import type { KeyPreset } from '../../src/model/list/binding.js';

const INTRODUCTION = `# Keys

Generated from the table in src/model/keys/keymap.ts by its test (\`UPDATE_DOCS=1 npm test\`). In the program \`?\`
shows the same list, and \`${PALETTE_KEY}\` chooses a command by its name. \`--keys vim\` uses the second column; in prompts and menus
letters are text.

`;

/** The page docs/keys.md. */
export function keysMarkdown(): string {
  const sections = [...new Set(KEYMAP.map(({ section }) => section))];
  return INTRODUCTION + sections.map(sectionText).join('\n');
}

function sectionText(name: string): string {
  const rows = KEYMAP.filter(({ section }) => section === name).map((binding) => {
    const keys = (preset: KeyPreset) => keysOf(binding, preset).map(code).join(' ');
    return `| ${keys('classic')} | ${keys('vim')} | ${binding.description} |\n`;
  });
  return `## ${name}\n\n| classic | vim | does |\n|---|---|---|\n${rows.join('')}`;
}

/** No key of ours is a backtick; a pipe would end the cell. */
function code(key: string): string {
  return `\`${keyName(key).replace('|', '\\|')}\``;
}
