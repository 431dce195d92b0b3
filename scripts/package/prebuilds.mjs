// The probe for each kind of machine, built so that it runs on old systems too and needs nothing but their C library.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compileAddon, compileFar } from '../../native/compile.mjs';
import { sysrootFor } from './sysroot.mjs';

/** RHEL 8 has it; Debian 11 has 2.31. */
const NEWEST_GLIBC = [2, 28];

/** `name` is that of the file, `tools` the beginning of the names of compiler and binutils. */
export const TARGETS = [
  { name: 'linux-x64', libc: 'glibc', cpu: 'x86_64', debian: 'amd64' },
  { name: 'linux-arm64', libc: 'glibc', cpu: 'aarch64', debian: 'arm64' },
  { name: 'linuxmusl-x64', libc: 'musl', cpu: 'x86_64', debian: 'amd64' },
  { name: 'linuxmusl-arm64', libc: 'musl', cpu: 'aarch64', debian: 'arm64' },
];

const LIBC_SOURCES = resolve('scripts/package/libc');
const SHARED = [`-Wl,--version-script=${join(LIBC_SOURCES, 'exports.map')}`, '-Wl,--gc-sections'];

/** Builds the target's probe as `folder`/NAME.node; undefined, or one sentence why it can't be built on this machine. */
export async function buildPrebuild(target, folder) {
  const tools = `${target.cpu}-linux-gnu-`;
  const compiler = `${tools}g++`;
  if (run(compiler, ['--version']).status !== 0) {
    return `${compiler} does not run (Debian: apt install g++-${target.cpu.replace('_', '-')}-linux-gnu)`;
  }
  const { folder: root, missing } = sysrootFor(target.debian);
  if (missing) return missing;
  mkdirSync(folder, { recursive: true });
  const file = resolve(folder, `${target.name}.node`);
  const { compileFlags, extraSources, linkFlags } = instructions(target, compiler, root);
  const objects = resolve(folder, `${target.name}.objects`);
  await compileAddon({ compiler, file, objects, compileFlags, extraSources, linkFlags: [...linkFlags, ...SHARED] });
  checkSymbols(target, `${tools}objdump`, file);
  checkNames(target, `${tools}nm`, file, root);
  return undefined;
}

/** Builds the helper for another machine of the target's CPU as `folder`/ntop-far-NAME; it needs no C library there. */
export async function buildHelper(target, folder) {
  const compiler = `${target.cpu}-linux-gnu-g++`;
  const { folder: root, missing } = sysrootFor(target.debian);
  if (missing) return missing;
  const { compileFlags, extraSources } = instructions(target, compiler, root, true);
  const linkFlags = staticMusl(target, compiler, root);
  await compileFar({ compiler, file: resolve(folder, helperName(target)), compileFlags, linkFlags, extraSources });
  return undefined;
}

/** As src/remote/helpers.ts looks for it. */
export function helperName({ name }) {
  return `ntop-far-${name.replace('musl', '')}`;
}

/** A program that has all of the C library in it. */
function staticMusl({ cpu }, compiler, root) {
  const own = (name) => run(compiler, [`-print-file-name=${name}`]).stdout.trim();
  const archives = `${root}/usr/lib/${cpu}-linux-musl`;
  return [
    // What libc/musl.cc adds is in the archive already.
    ...['-static', '-nostdlib', '-no-pie', '-Wl,-z,muldefs', `--sysroot=${root}`],
    ...[join(archives, 'crt1.o'), join(archives, 'crti.o'), own('crtbeginT.o')],
    ...['-Wl,--start-group', ...['libstdc++.a', 'libgcc.a', 'libgcc_eh.a'].map(own), join(archives, 'libc.a')],
    ...['-Wl,--end-group', own('crtend.o'), join(archives, 'crtn.o')],
  ];
}

/**
 * A program of one source and all of the target's probe that is not Node's, built before as `folder`/NAME.node; with musl
 * it runs by the loader of the sysroot. Gives the file.
 */
export function buildProgram(target, source, folder, flags = []) {
  const compiler = `${target.cpu}-linux-gnu-g++`;
  const { folder: root } = sysrootFor(target.debian);
  const { compileFlags, linkFlags } = instructions(target, compiler, root, true);
  const objects = join(folder, `${target.name}.objects`);
  const core = readdirSync(objects).filter((name) => name.endsWith('.o') && !name.startsWith('addon_'));
  const file = join(folder, `${target.name}.program`);
  const args = ['-std=c++17', '-fPIC', '-pthread', ...compileFlags, source, ...core.map((name) => join(objects, name))];
  const { status, stderr } = run(compiler, [...args, ...linkFlags, ...flags, '-o', file]);
  if (status !== 0) throw new Error(stderr);
  return file;
}

function instructions(target, compiler, root, program = false) {
  const { libc, cpu } = target;
  const folders = (triple) => [`${root}/usr/lib/${triple}`, `${root}/lib/${triple}`];
  const libraries = folders(`${cpu}-linux-${libc === 'musl' ? 'musl' : 'gnu'}`);
  return {
    compileFlags: [
      ...['-nostdinc', '-nostdinc++', '-ffunction-sections', '-fdata-sections'],
      ...includeFolders(target, compiler, root).flatMap((path) => ['-isystem', path]),
      ...(libc === 'musl' ? ['-include', join(LIBC_SOURCES, 'musl.h')] : []),
    ],
    extraSources: [join(LIBC_SOURCES, `${libc}.cc`)],
    linkFlags: [
      `--sysroot=${root}`,
      ...libraries.flatMap((path) => [`-B${path}`, `-L${path}`]),
      ...(libc === 'musl'
        ? muslLibraries(target, compiler, libraries, program)
        : ['-static-libstdc++', '-static-libgcc', '-ldl']),
    ],
  };
}

/** The compiler's own headers, then the C library's and the kernel's from the sysroot, and none of this machine's. */
function includeFolders({ libc, cpu }, compiler, root) {
  const { stderr } = run(compiler, ['-x', 'c++', '-E', '-v', '/dev/null'], { ...process.env, LC_ALL: 'C' });
  const [, listed = ''] = /<\.\.\.> search starts here:\n(.*?)End of search list/s.exec(stderr) ?? [];
  const own = listed
    .split('\n')
    .map((line) => line.trim())
    .filter((path) => /\/c\+\+\/|\/\d+\/include$/.test(path));
  const triples = libc === 'musl' ? [`${cpu}-linux-musl`, `${cpu}-linux-gnu`] : [`${cpu}-linux-gnu`];
  return [...own, ...triples.map((triple) => `${root}/usr/include/${triple}`), `${root}/usr/include`];
}

/** Everything that the compiler would link by itself, from its place; the C library by the name that Alpine gives it. */
function muslLibraries({ cpu }, compiler, [archives, shared], program) {
  const own = (name) => run(compiler, [`-print-file-name=${name}`]).stdout.trim();
  const name = `libc.musl-${cpu}.so.1`;
  copyFileSync(join(shared, 'libc.so'), join(archives, name));
  const loader = `-Wl,--dynamic-linker=${join(shared, 'libc.so')}`;
  const [kind, begin, end] = program
    ? ['-no-pie', 'crtbegin.o', 'crtend.o']
    : ['-u__cxa_pure_virtual', 'crtbeginS.o', 'crtendS.o'];
  return [
    ...['-nostdlib', kind, ...(program ? [loader, join(archives, 'crt1.o')] : [])],
    ...[join(archives, 'crti.o'), own(begin)],
    ...['libstdc++.a', 'libgcc.a', 'libgcc_eh.a'].map(own),
    ...[`-l:${name}`, own(end), join(archives, 'crtn.o')],
  ];
}

/** Throws if the file needs more than its C library, Node-API and libuv. */
function checkSymbols({ name, libc }, objdump, file) {
  const { stdout } = run(objdump, ['-T', '-p', file]);
  const needed = [...stdout.matchAll(/^\s*NEEDED\s+(\S+)/gm)].map(([, library]) => library);
  const foreign = needed.filter((library) => !/^(libc|libm|libdl|libpthread|ld-linux)\b/.test(library));
  const versions = [...stdout.matchAll(/\((GLIBC\w*|CXXABI)_([\d.]+)\)/g)];
  const beyond = versions.filter(([, kind, version]) => libc === 'musl' || kind !== 'GLIBC' || isNewer(version));
  const problems = [...foreign, ...beyond.map(([found]) => found)];
  if (needed.length === 0 || problems.length > 0)
    throw new Error(`${name} needs ${problems.join(', ') || 'no library'}`);
}

/** Throws if a name that the file asks for is in none of the libraries of the sysroot: the linker lets that pass. */
function checkNames({ name, libc, cpu }, nm, file, root) {
  const folder = libc === 'musl' ? `${root}/lib/${cpu}-linux-musl` : `${root}/lib/${cpu}-linux-gnu`;
  const libraries = readdirSync(folder).filter((one) => /^(libc|libm|libdl|libpthread|ld-linux[\w-]*)\.so/.test(one));
  const listed = (kind, path) => run(nm, ['-D', '--without-symbol-versions', kind, path]).stdout.split('\n');
  const known = new Set(
    libraries.flatMap((one) => listed('--defined-only', join(folder, one)).map((line) => line.split(' ').at(-1))),
  );
  const asked = listed('--undefined-only', file).flatMap((line) => / U (\S+)$/.exec(line)?.[1] ?? []);
  const unknown = asked.filter((one) => !known.has(one) && !/^(napi|node_api|uv)_/.test(one));
  if (known.size < 1000 || unknown.length > 0)
    throw new Error(`${name} asks for ${unknown.join(', ')}, which nothing has`);
}

function isNewer(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > NEWEST_GLIBC[0] || (major === NEWEST_GLIBC[0] && minor > NEWEST_GLIBC[1]);
}

function run(command, args, env = process.env) {
  return spawnSync(command, args, { encoding: 'utf8', env, maxBuffer: 1e8 });
}
