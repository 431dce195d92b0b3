import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const launchers = ['bin/ntop.js', 'bin/compiled.js', 'bin/optimized.js'];

describe('the launcher', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ntop-bin-'));
    cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    symlinkSync('bin/ntop.js', join(folder, 'link'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says how to build a clone that is not built, also through a link', () => {
    for (const path of ['bin/ntop.js', 'link']) {
      const { status, stderr } = spawnSync(process.execPath, [join(folder, path)], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 1, stderr: 'ntop: is not built yet; run: npm ci\n' });
    }
  });

  it('refuses the releases of Node that package.json does, in one sentence', () => {
    const preload = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.18.3'})`;
    const program = spawnSync(process.execPath, ['--import', preload, join(folder, 'bin/ntop.js')], {
      encoding: 'utf8',
    });
    expect(program.status).toBe(1);
    expect(program.stderr).toBe('ntop: needs Node.js 20.19 or newer, and this is 20.18.3\n');
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node).toBe('>=20.19');
  });

  it('asks V8 for nothing that it does not know', () => {
    const program = `
      import { cachedDataVersionTag } from 'node:v8';
      const { optimizeLess } = await import('${join(root, 'bin/optimized.js')}');
      const flags = cachedDataVersionTag();
      optimizeLess();
      if (cachedDataVersionTag() === flags) console.error('nothing was asked');`;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(stderr).toBe('');
  });

  it('keeps the memory for what is made and let go of small', () => {
    const program = `
      import { getHeapSpaceStatistics } from 'node:v8';
      const { optimizeLess } = await import('${join(root, 'bin/optimized.js')}');
      if (process.argv[1] === 'less') optimizeLess();
      const kept = [];
      for (let made = 0; made < 2e6; made++) kept[made % 200_000] = { made, in: [made] };
      console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);`;
    const mebibytesOf = (how: string) => {
      const run = [process.execPath, '--input-type=module', '-e', program, how] as const;
      return Number(spawnSync(run[0], run.slice(1), { encoding: 'utf8' }).stdout) / 2 ** 20;
    };
    expect(mebibytesOf('less')).toBeLessThanOrEqual(4);
    expect(mebibytesOf('as it is')).toBeGreaterThan(4);
  });

  it.each(launchers)('is written so that an old Node can read it: %s', (path) => {
    expect(readFileSync(join(root, path), 'utf8')).not.toMatch(/\?\.|\?\?|\bawait\b|#\w+ =/);
  });
});
