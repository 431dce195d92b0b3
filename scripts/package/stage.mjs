// The folder that npm packs: what the program and the library need, a probe for each kind of machine, and the sources to
// build one for any other. Installing it runs no script, and npm sees no binding.gyp that it would build by itself.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { licenceTexts } from './third-party.mjs';

const FILES = ['bin', 'contrib', 'dist', 'docs', 'native', 'CHANGELOG.md', 'LICENSE', 'README.md'];

/** Of package.json; the rest is for a clone. */
const FIELDS = [
  ...[
    'name',
    'version',
    'description',
    'keywords',
    'license',
    'type',
    'os',
    'engines',
    'main',
    'types',
    'exports',
    'bin',
  ],
  ...['peerDependencies', 'peerDependenciesMeta'],
];

/** Node's headers that node-addon-api and the probe include. */
const NODE_HEADERS = [/^js_native_api(_types)?\.h$/, /^node_api(_types)?\.h$/, /^uv\.h$/, /^uv$/];

/** Lays everything into `folder`; `prebuilds` and `helpers` are the files of probes and helpers by their names. */
export async function stagePackage(folder, prebuilds, helpers) {
  for (const name of FILES) cpSync(name, join(folder, name), { recursive: true, filter: isPacked });
  mkdirSync(join(folder, 'prebuilds'));
  for (const [name, file] of Object.entries(prebuilds)) cpSync(file, join(folder, 'prebuilds', `${name}.node`));
  for (const [name, file] of Object.entries(helpers)) cpSync(file, join(folder, 'prebuilds', name));
  cpSync('binding.gyp', join(folder, 'native/binding.gyp'));
  copyHeaders(join(folder, 'native/include'));
  mkdirSync(join(folder, 'man'));
  writeFileSync(join(folder, 'man/ntop.1'), printed('--man'));
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES'), await licenceTexts());
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
}

function isPacked(path) {
  return !/^(native\/test|dist\/(?!types).*\.map$)/.test(path);
}

/** What the program prints: the man page, or completions. */
export function printed(...args) {
  return execFileSync(process.execPath, ['bin/ntop.js', ...args], { encoding: 'utf8' });
}

export function manifest() {
  const root = JSON.parse(readFileSync('package.json', 'utf8'));
  const kept = Object.fromEntries(FIELDS.filter((name) => name in root).map((name) => [name, root[name]]));
  return { ...kept, man: './man/ntop.1', scripts: { 'build:native': 'node native/compile.mjs' } };
}

function copyHeaders(folder) {
  mkdirSync(folder);
  const node = join(dirname(dirname(process.execPath)), 'include/node');
  for (const name of readdirSync(node).filter((one) => NODE_HEADERS.some((wanted) => wanted.test(one)))) {
    cpSync(join(node, name), join(folder, name), { recursive: true });
  }
  const api = 'node_modules/node-addon-api';
  for (const name of ['napi.h', 'napi-inl.h', 'napi-inl.deprecated.h']) cpSync(join(api, name), join(folder, name));
}
