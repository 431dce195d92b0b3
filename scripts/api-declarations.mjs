// Kind, text and comment of each exported name, from the declarations that TypeScript writes.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';

/** What an index exports from one file: the file, and its entries in their order there. */
export function exportsOf(index) {
  const found = [];
  for (const { source, specifiers } of parse(index).program.body) {
    const file = declarationOf(index, source.value);
    const names = specifiers.map(({ exported }) => exported.name);
    found.push({ file, entries: entriesOf(file).filter(({ name }) => names.includes(name)) });
  }
  return found;
}

/** Its name, its parts without implementation and what is said of each, and what kind of thing it is. */
function entriesOf(file) {
  const { program, at, docBefore } = parse(file);
  const entries = [];
  for (const node of program.body) {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : undefined;
    if (!declaration) continue;
    const name = declaration.id?.name ?? declaration.declarations[0].id.name;
    const part = {
      text: at(node).replace(/^export (declare )?/, ''),
      doc: docBefore(node),
      answer: answerOf(declaration),
    };
    const last = entries.at(-1);
    if (last?.name === name) last.parts.push(part);
    else if (declaration.type === 'ClassDeclaration')
      entries.push({ name, kind: 'class', doc: part.doc, parts: [], class: classOf(file, declaration) });
    else entries.push({ name, kind: kindOf(declaration), doc: part.doc, parts: [part] });
  }
  return entries;
}

function kindOf({ type }) {
  if (type === 'TSDeclareFunction') return 'function';
  return type === 'VariableDeclaration' ? 'constant' : 'type';
}

/** How a function or getter answers: a promise, one after the other, or at once. Not of what stands beside a function. */
function answerOf(node) {
  if (node.type === 'TSModuleDeclaration') return undefined;
  const type = (node.returnType ?? node.value?.returnType ?? node.typeAnnotation)?.typeAnnotation;
  const name = type?.type === 'TSTypeReference' ? type.typeName.name : undefined;
  if (name === 'Promise') return 'promise';
  return name === 'Generator' ? 'iterator' : 'value';
}

/** The public members of a class and of what it extends, by name. */
function classOf(file, declaration) {
  const { at, docBefore, program } = parse(file);
  const base = declaration.superClass?.name;
  const own = declaration.body.body.filter(isPublic).map((node) => ({
    name: node.key.name,
    part: { text: at(node), doc: docBefore(node), answer: answerOf(node) },
  }));
  const above = base === undefined ? undefined : findClass(file, program, base);
  const known = above?.members.filter(({ name }) => name !== 'constructor') ?? [];
  const names = new Set(own.map(({ name }) => name));
  const members = byName([...own, ...known.filter(({ name }) => !names.has(name))]);
  return { base: above === undefined ? base : undefined, members };
}

/** One entry a name, the constructor first. */
function byName(members) {
  const names = [...new Set(members.map(({ name }) => name))].sort();
  const isFirst = (name) => name === 'constructor';
  return [...names.filter(isFirst), ...names.filter((name) => !isFirst(name))].map((name) => ({
    name,
    parts: members.filter((member) => member.name === name).flatMap(({ part, parts = [part] }) => parts),
  }));
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
