import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { version } from '../../src/version.js';
import { installPacked, makeFolder, packWithOwnProbe, withoutCompilers } from '../support/installed.js';

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string };

/** An empty folder into which the packed package was installed, with the probe that this checkout built. */
let folder: string;
let installed: string;

beforeAll(async () => {
  folder = makeFolder();
  installPacked(await packWithOwnProbe(makeFolder()), folder, process.execPath);
  installed = join(folder, 'node_modules', manifest.name);
});

/** What a program in that folder prints; the file's ending says what kind of module it is. */
function run(name: string, text: string, options: readonly string[] = []): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, file], { cwd: folder, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

it('installs nothing but itself, and runs where nothing can be built', () => {
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([manifest.name]);
  const packed = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  expect(packed.dependencies).toBeUndefined();
  expect(Object.keys(packed.scripts)).toEqual(['build:native']);
  expect(existsSync(join(installed, 'binding.gyp'))).toBe(false);
  const env = withoutCompilers(process.execPath);
  const program = join(folder, 'node_modules/.bin/ntop');
  const { status, stdout, stderr } = spawnSync(program, ['--once', '--no-config'], { env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/PID .*COMMAND/);
});

it('holds every source that its addon is built from, and what these include', () => {
  const sources = readFileSync(join(installed, 'native/binding.gyp'), 'utf8').matchAll(/"(native\/[^"]+\.cc)"/g);
  const pending = [...sources].map(([, file = '']) => file);
  const seen = new Set(pending);
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    expect([file, existsSync(join(installed, file))]).toEqual([file, true]);
    for (const [, name = ''] of readFileSync(join(installed, file), 'utf8').matchAll(/#include "(.+?)"/g)) {
      const path = join(dirname(file), name);
      if (!seen.has(path)) pending.push(path);
      seen.add(path);
    }
  }
  expect(seen.size).toBeGreaterThan(100);
  for (const name of ['napi.h', 'node_api.h', 'uv.h'])
    expect(existsSync(join(installed, 'native/include', name))).toBe(true);
});

it('says what is missing to build the probe, in one sentence', () => {
  const env = { ...withoutCompilers(process.execPath), CXX: 'no-compiler' };
  const program = spawnSync(process.execPath, ['native/compile.mjs'], { cwd: installed, env, encoding: 'utf8' });
  expect(program.status).toBe(1);
  expect(program.stderr).toMatch(/^ntop: to build its native probe it needs a C\+\+17 compiler, .*\n$/);
});

it('gives import and require the same functions, and its version', () => {
  const told = run(
    'both.mjs',
    `import * as imported from '${manifest.name}';
     import { createRequire } from 'node:module';
     const required = createRequire(import.meta.url)('${manifest.name}');
     const { default: _, 'module.exports': __, ...names } = imported;
     const same = Object.keys(required).every((name) => required[name] === imported[name]);
     console.log(same, Object.keys(names).length === Object.keys(required).length, imported.version, imported.versionInfo.join('.'));`,
  );
  expect(told).toBe(`true true ${version} ${version}\n`);
});

it.each([
  ['import.mjs', `import { cpuCount, virtualMemory } from '${manifest.name}';`],
  ['require.cjs', `const { cpuCount, virtualMemory } = require('${manifest.name}');`],
])('reads the machine from %s', (name, line) => {
  expect(run(name, `${line} console.log(cpuCount() > 0 && virtualMemory().total > 0);`)).toBe('true\n');
});

it('reads from several worker threads at once, which may be ended while they read', () => {
  const told = run(
    'workers.mjs',
    `import { Worker } from 'node:worker_threads';
     import { cpuCount } from '${manifest.name}';
     const code = \`const library = require('${manifest.name}');
       const { parentPort } = require('node:worker_threads');
       const ask = () => Promise.all([library.netConnections('all'), library.diskUsage('/'), library.diskIoCounters(),
         library.netIfStats(), library.users(), library.cpuFreq(), library.cpuPercent(0.01), library.virtualMemory(),
         [...library.processIter(['name', 'memoryInfo'])]]);
       (async () => {
         for (let round = 0; round < 20; round += 1) await ask();
         parentPort.postMessage(library.cpuCount());
         for (;;) await ask();
       })();\`;
     const counts = await Promise.all(Array.from({ length: 6 }, async () => {
       const worker = new Worker(code, { eval: true });
       const count = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
       await worker.terminate();
       return count;
     }));
     console.log(counts.every((count) => count === cpuCount()), counts.length);`,
  );
  expect(told).toBe('true 6\n');
});

it('compares CPU times in each thread with what that thread saw before', () => {
  const told = run(
    'apart.cjs',
    `const { Worker } = require('node:worker_threads');
     const { cpuPercent } = require('${manifest.name}');
     cpuPercent();
     const until = performance.now() + 100;
     while (performance.now() < until);
     new Worker("require('node:worker_threads').parentPort.postMessage(require('${manifest.name}').cpuPercent())", { eval: true })
       .once('message', (first) => console.log(first, cpuPercent() > 0));`,
  );
  expect(told).toBe('0 true\n');
});

it('reads nothing and loads no addon when it is imported', () => {
  // Node refuses every file but these, and addons altogether.
  const flag = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const options = [flag, `--allow-fs-read=${folder}/*`, '--no-warnings'];
  const text = `console.log(typeof library.cpuCount, (() => { try { library.cpuCount(); } catch (error) { return error.code; } })());`;
  for (const [name, line] of [
    ['pure.mjs', `import * as library from '${manifest.name}';`],
    ['pure.cjs', `const library = require('${manifest.name}');`],
  ] as const) {
    expect(run(name, `${line} ${text}`, options)).toBe('function ERR_NTOP_ADDON\n');
  }
});

it('imports where proc is not mounted, and says then which file is missing', () => {
  const text = `import { bootTime, pids, virtualMemory } from '${manifest.name}';
    for (const ask of [bootTime, virtualMemory]) try { ask(); } catch (error) { console.log(error.message); }`;
  writeFileSync(join(folder, 'bare.mjs'), text.replace('pids, ', ''));
  const mount = 'mount -t tmpfs none /proc && exec "$0" "$@"';
  const inner = ['sh', '-c', mount, process.execPath, join(folder, 'bare.mjs')];
  const told = execFileSync('unshare', ['--user', '--map-root-user', '--mount', ...inner], { encoding: 'utf8' });
  expect(told).toBe("/proc/stat can't be read (ENOENT)\n/proc/meminfo can't be read (ENOENT)\n");
});

it('says in a sentence that its addon is missing, or of another release', () => {
  const text = `import { cpuCount } from '${manifest.name}';
    try { cpuCount(); } catch (error) { console.log(error.code, error.message); }`;
  const addon = join(installed, `prebuilds/linux-${process.arch}.node`);
  const built = join(root, 'build/Release/ntop.node');
  rmSync(addon);
  expect(run('missing.mjs', text)).toMatch(/^ERR_NTOP_ADDON The native probe of ntop can't be loaded \(.*not there/);
  writeFileSync(addon, '');
  const broken = run('broken.mjs', text);
  expect(broken).toMatch(/^ERR_NTOP_ADDON The native probe of ntop can't be loaded \(\S+: /);
  expect(broken).toContain(`Build it with "npm run build:native" in ${installed}/`);
  mkdirSync(join(installed, 'build/Release'), { recursive: true });
  cpSync(built, join(installed, 'build/Release/ntop.node'));
  expect(run('local.mjs', text)).toBe('');
  rmSync(join(installed, 'build'), { recursive: true });
  cpSync(built, addon);
  const bundle = join(installed, 'dist/library.cjs');
  const text2 = readFileSync(bundle, 'utf8');
  writeFileSync(bundle, text2.replaceAll(`"${version}"`, '"999.0.0"'));
  expect(run('other.mjs', text)).toContain(`made for release ${version} of ntop, and this is 999.0.0`);
  writeFileSync(bundle, text2);
});

it('has types for both kinds of modules', () => {
  symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  const use = `const memory: VirtualMemory = virtualMemory();
    const shares: Promise<readonly CpuShare[]> = cpuPercent(1, { percpu: true });
    const share: number = cpuPercent();
    // @ts-expect-error
    memory.total = share;
    console.log(shares);\n`;
  writeFileSync(
    join(folder, 'use.mts'),
    `import { type CpuShare, cpuPercent, type VirtualMemory, virtualMemory } from '${manifest.name}';\n${use}`,
  );
  writeFileSync(
    join(folder, 'use.cts'),
    `import { type CpuShare, cpuPercent, type VirtualMemory, virtualMemory } from '${manifest.name}';\n${use}`,
  );
  for (const module of ['node16', 'nodenext']) {
    const options = ['--noEmit', '--strict', '--module', module, '--types', 'node', '--target', 'es2022'];
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), [...options, 'use.mts', 'use.cts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  }
});
