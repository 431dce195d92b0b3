import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { manifest } from '../../scripts/package/stage.mjs';
import { installed, nodeRelease } from '../../scripts/package/tools.mjs';
import { openNtop } from '../support/e2e.js';
import { installPacked, makeFolder, npmProgram, withoutCompilers } from '../support/installed.js';
import { madeFile } from './made.js';

const { name } = manifest();
const OTHER = process.arch === 'x64' ? 'arm64' : 'x64';
const TARBALL = () => madeFile(/\.tgz$/);

/** Lines that use the library, for modules of every kind. */
const USE = `console.log(cpuCount() > 0 && virtualMemory().total > 0, [...processIter(['pid'])].some(({ pid }) => pid === process.pid));`;

describe.each(['20', '22', '24', '26'])('installed from the packed file, on Node %s without compilers', (release) => {
  let prefix: string;
  let node: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(() => {
    node = nodeRelease(release);
    prefix = makeFolder();
    const began = performance.now();
    // The newest npm goes with the newest Node.
    const npm = Number(release) >= 24 ? join(installed(['npm@12']), 'npm/bin/npm-cli.js') : npmProgram();
    installPacked(TARBALL(), prefix, node, npm);
    console.log(`Node ${release}: installed in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    env = withoutCompilers(node);
  });

  const run = (file: string, text: string) => {
    writeFileSync(join(prefix, file), text);
    return execFileSync(node, [join(prefix, file)], { env, encoding: 'utf8' });
  };

  it('is one package', () => {
    expect(readdirSync(join(prefix, 'node_modules')).filter((one) => !one.startsWith('.'))).toEqual([name]);
  });

  it('prints', () => {
    const program = spawnSync(join(prefix, 'node_modules/.bin/ntop'), ['--once', '--no-config'], {
      env,
      encoding: 'utf8',
    });
    expect({ status: program.status, stderr: program.stderr }).toEqual({ status: 0, stderr: '' });
    expect(program.stdout).toMatch(/PID .*COMMAND/);
  });

  it('draws its screen, takes keys and ends', async () => {
    const command = join(prefix, 'node_modules/.bin/ntop');
    const session = await openNtop(['--no-config'], { command, env: { PATH: env.PATH } });
    await session.waitFor(/processes, CPU/);
    await session.press('f1');
    await session.waitFor(/Help/);
    await session.press('escape', 'q');
    expect(await session.exit).toEqual({ code: 0, signal: 0 });
  });

  it('is a library for ES modules and CommonJS', () => {
    const names = '{ cpuCount, processIter, virtualMemory }';
    expect(run('use.mjs', `import ${names} from '${name}'; ${USE}`)).toBe('true true\n');
    expect(run('use.cjs', `const ${names} = require('${name}'); ${USE}`)).toBe('true true\n');
  });
});

describe('the packed file', () => {
  it('has no problem that publint or are-the-types-wrong finds', () => {
    const publint = join(installed(['publint@0.3.25']), '.bin/publint');
    const lint = spawnSync(publint, ['run', TARBALL(), '--strict'], { encoding: 'utf8' });
    expect({ status: lint.status, out: lint.stdout }).toMatchObject({ status: 0, out: /All good!/ });
    const attw = join(installed(['@arethetypeswrong/cli@0.18.5']), '.bin/attw');
    const types = spawnSync(attw, [TARBALL(), '--no-emoji', '--no-color'], { encoding: 'utf8' });
    expect({ status: types.status, out: types.stdout }).toMatchObject({ status: 0, out: /No problems found/ });
  });

  it('has types for ES modules and CommonJS', () => {
    const folder = makeFolder();
    installPacked(TARBALL(), folder, process.execPath);
    mkdirSync(join(folder, 'node_modules/@types'));
    for (const one of ['node', 'undici-types']) {
      const at = one === 'node' ? '@types/node' : one;
      symlinkSync(resolve('node_modules', at), join(folder, 'node_modules', at));
    }
    const text = `import { type VirtualMemory, virtualMemory } from '${name}';
      const memory: VirtualMemory = virtualMemory();
      // @ts-expect-error
      memory.total = '';\n`;
    for (const file of ['use.mts', 'use.cts']) writeFileSync(join(folder, file), text);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--types', 'node', '--target', 'es2022'];
    const tsc = spawnSync(resolve('node_modules/.bin/tsc'), [...options, 'use.mts', 'use.cts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(tsc.stdout).toBe('');
  });

  it('builds its probe from source, with a compiler alone', () => {
    const folder = makeFolder();
    installPacked(TARBALL(), folder, process.execPath);
    const env = { ...withoutCompilers(process.execPath), PATH: '/usr/bin:/bin' };
    const where = join(folder, 'node_modules', name);
    const built = spawnSync(process.execPath, ['native/compile.mjs'], { cwd: where, env, encoding: 'utf8' });
    expect({ status: built.status, stderr: built.stderr }).toEqual({ status: 0, stderr: '' });
    const text = spawnSync(process.execPath, ['bin/ntop.js', '--once', '--no-config'], {
      cwd: where,
      encoding: 'utf8',
    });
    expect(text.stdout).toMatch(/PID .*COMMAND/);
  });

  it.each(['22', '26'])(`runs on ${OTHER} in an emulator, on Node %s`, (release) => {
    const node = nodeRelease(release, OTHER);
    const folder = makeFolder();
    installPacked(TARBALL(), folder, process.execPath);
    const cpu = OTHER === 'arm64' ? 'aarch64' : 'x86_64';
    const emulator = [`qemu-${cpu}`, '-L', `/usr/${cpu}-linux-gnu`, node];
    writeFileSync(
      join(folder, 'use.cjs'),
      `const { cpuCount, processIter, virtualMemory } = require('${name}'); ${USE} console.log(process.arch);`,
    );
    const [command = '', ...args] = emulator;
    const library = spawnSync(command, [...args, join(folder, 'use.cjs')], { encoding: 'utf8' });
    expect({ out: library.stdout, status: library.status }).toEqual({ out: `true true\n${OTHER}\n`, status: 0 });
    const program = [...args, join(folder, 'node_modules', name, 'bin/ntop.js'), '--once', '--no-config'];
    expect(spawnSync(command, program, { encoding: 'utf8' }).stdout).toMatch(/PID .*COMMAND/);
  });
});
