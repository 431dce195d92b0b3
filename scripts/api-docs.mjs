// The reference of the library in docs/api, made of the declarations that TypeScript writes: a page a file of ours, and
// an index by subject.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportsOf } from './api-declarations.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Name and text of each page. */
export function apiPages() {
  const types = mkdtempSync(join(tmpdir(), 'ntop-types-'));
  try {
    writeDeclarations(types);
    return makePages(types);
  } finally {
    rmSync(types, { recursive: true });
  }
}

function writeDeclarations(folder) {
  const args = ['-p', 'tsconfig.library.json', '--outDir', folder];
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the library's declarations could not be made:\n${stdout}`);
}

/** Headings of the index, by the folders of src/library; what lies in none of them comes last. */
const SUBJECTS = [
  ['The machine', 'library/system/'],
  ['Processes', 'library/process/'],
  ['Network', 'library/network/', 'model/connections/'],
  ['Files over sockets', 'library/sendfile/'],
  ['Errors and others', 'library/'],
  ['Names of psutil 1.x', 'library/legacy/'],
];

function makePages(types) {
  const pages = new Map();
  const places = [];
  for (const { file, entries } of exportsOf(join(types, 'library/index.d.ts'))) {
    const path = relative(types, file);
    const title = pages.has(`${basename(file, '.d.ts')}.md`) ? withFolder(path) : basename(file, '.d.ts');
    const page = `${title}.md`;
    for (const entry of entries) places.push({ ...entry, page, subject: subjectOf(path) });
    pages.set(page, `# ${title}\n\n${MADE}\n${inBlocks(entries).map(describe).join('')}`);
  }
  pages.set('README.md', indexPage(places));
  return pages;
}

/** Two folders may have a file of one name. */
function withFolder(path) {
  return `${basename(dirname(path))}-${basename(path, '.d.ts')}`;
}

/** That of the deepest folder. */
function subjectOf(path) {
  const lengthOf = (folder) => (path.startsWith(folder) ? folder.length : 0);
  const depth = ([, ...folders]) => Math.max(...folders.map(lengthOf));
  return SUBJECTS.toSorted((one, other) => depth(other) - depth(one))[0][0];
}

const MADE = '[All names](README.md). Made from the comments in the source (`UPDATE_DOCS=1 npm test -- test/docs`).\n';

/** The index: of each subject functions and classes first, then types and constants by name only. */
function indexPage(places) {
  const sections = SUBJECTS.map(([subject]) => {
    const own = places.filter((place) => place.subject === subject).toSorted(byName);
    const calls = own.filter(({ kind }) => kind === 'function' || kind === 'class');
    const rows = calls.map((entry) => `| ${linkTo(entry)} | ${answersOf(entry)} | ${firstSentence(entry)} |\n`);
    const table = rows.length === 0 ? '' : `| | answers with | |\n|---|---|---|\n${rows.join('')}`;
    return `\n## ${subject}\n\n${table}${listOf('Types', own, 'type')}${listOf('Constants', own, 'constant')}`;
  });
  return `${INTRODUCTION}${sections.join('')}`;
}

function listOf(title, entries, kind) {
  const names = entries.filter((entry) => entry.kind === kind).map(linkTo);
  return names.length === 0 ? '' : `\n${title}: ${names.join(' · ')}\n`;
}

function byName(one, other) {
  return one.name < other.name ? -1 : 1;
}

function linkTo({ name, page }) {
  return `[${name}](${page}#${name.toLowerCase()})`;
}

/** How all overloads answer. */
function answersOf({ kind, parts }) {
  if (kind === 'class') return 'class';
  const answers = new Set(parts.flatMap(({ answer }) => answer ?? []));
  return [...answers].toSorted().toReversed().join(' or ');
}

const INTRODUCTION = `# The library

\`\`\`ts
import { cpuPercent, Process, virtualMemory } from 'ntop-monitor';
const { Process } = require('ntop-monitor'); // the same library
\`\`\`

Sizes are bytes, times seconds, timestamps seconds since 1970, percentages 0 to 100 (a process's CPU time of one CPU: more
with several threads). Unknown values are null, unless a function says otherwise. Results are plain frozen
objects, which survive \`structuredClone\`, JSON and \`postMessage\`. Every call reads the machine again, from \`NTOP_PROCFS\`
and \`NTOP_SYSFS\` instead of /proc and /sys if these variables are set; importing reads nothing.

Functions that may block, such as those for disks, the network and \`cpuFreq\`, return a promise; those for memory, CPU times
and processes return at once. With an interval to measure over, functions return a promise. The types need \`@types/node\`.

Required privileges: [privileges.md](../privileges.md). What may change with a release: [stability.md](../stability.md).
`;

/** Constants without a comment of their own stand below the one before. */
function inBlocks(entries) {
  const blocks = [];
  for (const entry of entries) {
    const last = blocks.at(-1);
    if (entry.kind === 'constant' && entry.doc === '' && last?.kind === 'constant') {
      last.more.push(entry);
    } else {
      blocks.push({ ...entry, more: [] });
    }
  }
  return blocks;
}

function describe(entry) {
  if (entry.kind === 'class') return describeClass(entry);
  const anchors = entry.more.map(({ name }) => `<a id="${name.toLowerCase()}"></a>`).join('');
  const [first, ...others] = entry.parts;
  const text = [first.text, ...entry.more.map(({ parts }) => parts[0].text)].join('\n');
  const below = anchors === '' ? '' : `\n${anchors}\n`;
  return `\n## ${entry.name}\n${below}${describeParts([{ ...first, text }, ...others])}`;
}

function describeClass({ name, doc, class: { base, members } }) {
  const heading = `\n## ${name}\n\n\`\`\`ts\nclass ${name}${base === undefined ? '' : ` extends ${base}`}\n\`\`\`\n`;
  const own = members.map((member) => `\n### ${member.name}\n${describeParts(member.parts)}`);
  return `${heading}${paragraph(doc)}${tableOf(members)}${own.join('')}`;
}

/** Of a class that has more than a few members. */
function tableOf(members) {
  const rows = members
    .filter(({ name }) => name !== 'constructor')
    .map((member) => {
      const { name, parts } = member;
      return `| [${name}](#${name.toLowerCase()}) | ${answersOf(member)} | ${firstSentence(parts[0])} |\n`;
    });
  return rows.length < 10 ? '' : `\n| | answers with | |\n|---|---|---|\n${rows.join('')}`;
}

function describeParts(parts) {
  return parts.map(({ text, doc }) => `\n\`\`\`ts\n${text}\n\`\`\`\n${paragraph(doc)}`).join('');
}

function paragraph(doc) {
  return doc === '' ? '' : `\n${doc}\n`;
}

/** In a cell of a table. */
function firstSentence({ doc }) {
  const [sentence = ''] = doc.replaceAll('\n', ' ').split(/(?<=\.)\s/);
  return sentence.replaceAll('|', '\\|');
}
