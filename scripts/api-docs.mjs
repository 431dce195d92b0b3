// The reference of the library in docs/api, made of the declarations that TypeScript writes: a page a file of ours.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Name and text of each page. */
export function apiPages() {
  const types = mkdtempSync(join(tmpdir(), 'ntop-types-'));
  try {
    writeDeclarations(types);
    return makePages(join(types, 'library/index.d.ts'));
  } finally {
    rmSync(types, { recursive: true });
  }
}

function writeDeclarations(folder) {
  const args = ['-p', 'tsconfig.library.json', '--outDir', folder];
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the library's declarations could not be made:\n${stdout}`);
}

function makePages(index) {
  const pages = new Map();
  const places = [];
  for (const { source, specifiers } of parse(index).program.body) {
    const file = declarationOf(index, source.value);
    const page = `${basename(file, '.d.ts')}.md`;
    const names = specifiers.map(({ exported }) => exported.name);
    const entries = entriesOf(file).filter(({ name }) => names.includes(name));
    for (const { name, doc } of entries) places.push({ name, page, doc });
    pages.set(page, `# ${basename(file, '.d.ts')}\n\n${MADE}\n${entries.map(describe).join('')}`);
  }
  pages.set('README.md', indexPage(places));
  return pages;
}

const MADE = '[All names](README.md). Made from the comments in the source (`UPDATE_DOCS=1 npm test -- test/docs`).\n';

function indexPage(places) {
  const lines = places
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, page, doc }) => `| [${name}](${page}#${name.toLowerCase()}) | ${firstSentence(doc)} |\n`);
  return `${INTRODUCTION}\n| name | |\n|---|---|\n${lines.join('')}`;
}

const INTRODUCTION = `# The library

\`\`\`ts
import { cpuPercent, Process, virtualMemory } from 'ntop-monitor';
const { Process } = require('ntop-monitor'); // the same library
\`\`\`

Sizes are bytes, times seconds, timestamps seconds since 1970, percentages 0 to 100 (a process's CPU time of one CPU: more
with several threads). What is not known is null, where a function does not say otherwise. Answers are plain frozen
objects, which survive \`structuredClone\`, JSON and \`postMessage\`. Every call reads the machine anew, from \`NTOP_PROCFS\`
and \`NTOP_SYSFS\` instead of /proc and /sys where these variables are set; importing reads nothing. What may wait for
something, such as disks, the network and \`cpuFreq\`, is a promise; memory, CPU times and processes answer at once.

Which rights what needs: [privileges.md](../privileges.md). What may change with a release: [stability.md](../stability.md).
`;

/** What a file exports: its name, its text without implementation, and what is said of it. */
function entriesOf(file) {
  const { program, at, docBefore } = parse(file);
  const entries = [];
  for (const node of program.body) {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : undefined;
    if (!declaration) continue;
    const name = declaration.id?.name ?? declaration.declarations[0].id.name;
    const doc = docBefore(node);
    const text = at(node).replace(/^export (declare )?/, '');
    const last = entries.at(-1);
    const part = { text, doc };
    if (last?.name === name) last.parts.push(part);
    else if (declaration.type === 'ClassDeclaration')
      entries.push({ name, doc, parts: [], class: classOf(file, declaration) });
    else entries.push({ name, doc, parts: [part] });
  }
  return entries;
}

/** The public members of a class and of what it extends, by name. */
function classOf(file, declaration) {
  const { at, docBefore, program } = parse(file);
  const base = declaration.superClass?.name;
  const own = declaration.body.body.filter(isPublic).map((node) => ({
    name: node.key.name,
    part: { text: at(node), doc: docBefore(node) },
  }));
  const above = base === undefined ? undefined : findClass(file, program, base);
  const members = [...own, ...(above?.members.filter(({ name }) => name !== 'constructor') ?? [])];
  return { base: above === undefined ? base : undefined, members: byName(members) };
}

function byName(members) {
  const names = [...new Set(members.map(({ name }) => name))];
  const first = names.filter((name) => name === 'constructor');
  const rest = names.filter((name) => name !== 'constructor').sort();
  return [...first, ...rest].flatMap((name) => members.filter((member) => member.name === name));
}

function isPublic(node) {
  const named = node.key?.type === 'Identifier' && !node.computed;
  return named && node.accessibility !== 'private' && node.accessibility !== 'protected';
}

function findClass(file, program, name) {
  const local = program.body.map((node) => node.declaration ?? node).find((node) => isClass(node, name));
  if (local !== undefined) return classOf(file, local);
  const wanted = ({ type, specifiers }) =>
    type === 'ImportDeclaration' && specifiers.some(({ local }) => local.name === name);
  const source = program.body.find(wanted)?.source.value;
  if (!source?.startsWith('.')) return undefined;
  const other = declarationOf(file, source);
  const found = parse(other)
    .program.body.map((node) => node.declaration ?? node)
    .find((node) => isClass(node, name));
  return classOf(other, found);
}

function isClass(node, name) {
  return node.type === 'ClassDeclaration' && node.id.name === name;
}

function describe({ name, doc, parts, class: members }) {
  if (members !== undefined) {
    const { base, members: list } = members;
    const groups = [...new Set(list.map((member) => member.name))].map((member) => {
      const own = list.filter((one) => one.name === member).map(({ part }) => part);
      return `\n### ${name === 'constructor' ? name : member}\n${describeParts(own)}`;
    });
    return `\n## ${name}\n\n\`\`\`ts\nclass ${name}${base === undefined ? '' : ` extends ${base}`}\n\`\`\`\n${paragraph(doc)}${groups.join('')}`;
  }
  return `\n## ${name}\n${describeParts(parts)}`;
}

function describeParts(parts) {
  return parts.map(({ text, doc }) => `\n\`\`\`ts\n${text}\n\`\`\`\n${paragraph(doc)}`).join('');
}

function paragraph(doc) {
  return doc === '' ? '' : `\n${doc}\n`;
}

/** In a cell of a table. */
function firstSentence(doc) {
  const [sentence = ''] = doc.replaceAll('\n', ' ').split(/(?<=\.)\s/);
  return sentence.replaceAll('|', '\\|');
}

const parsed = new Map();

function parse(file) {
  if (!parsed.has(file)) parsed.set(file, read(file));
  return parsed.get(file);
}

function read(file) {
  const text = readFileSync(file, 'utf8');
  const { program, comments } = parseSync(file, text);
  const docs = comments.filter(({ value }) => value.startsWith('*'));
  return {
    program,
    at: ({ start, end }) => text.slice(start, end).replace(/\n {4}/g, '\n  '),
    docBefore({ start }) {
      const doc = docs.findLast(({ end }) => end <= start && text.slice(end, start).trim() === '');
      return doc === undefined ? '' : plain(doc.value);
    },
  };
}

function plain(comment) {
  return comment
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join('\n')
    .trim();
}

function declarationOf(from, source) {
  return resolve(dirname(from), source.replace(/\.js$/, '.d.ts'));
}
