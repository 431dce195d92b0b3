import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { addon, loadAddon } from '../../src/probe/addon.js';
import { createProbe } from '../../src/probe/probe.js';
import { makeTree, NEEDS } from './readings.js';

it('loads the addon once', () => {
  expect(addon()).toBe(addon());
});

it('says what is missing, where it looked and how to build it', () => {
  const message = failureOf(['/nowhere/one.node', '/nowhere/other.node']);
  expect(message).toContain(
    '(/nowhere/one.node: not there; /nowhere/other.node: not there). Build it with "npm run build:native"',
  );
});

it('names only the addon that is broken if there is one, on one line', () => {
  const broken = join(makeTree({ 'broken.node': 'no addon' }), 'broken.node');
  const message = failureOf(['/nowhere/one.node', broken]);
  expect(message).toMatch(
    /^The native probe of ntop can't be loaded \(\S+\/broken\.node: [^/\n]+\)\. Build it [^\n]+$/,
  );
});

function failureOf(paths: readonly string[]): string {
  try {
    loadAddon(paths);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_NTOP_ADDON' });
    return (error as Error).message;
  }
  return 'none';
}

it('refuses an addon that numbers its values in another order', () => {
  const { version, layouts } = addon();
  const numbers = [...layouts.numbers].reverse();
  const folder = makeTree({
    'other.cjs': `module.exports = ${JSON.stringify({ version, layouts: { ...layouts, numbers } })};`,
    'same.cjs': `module.exports = ${JSON.stringify({ version, layouts })};`,
  });
  expect(() => loadAddon([join(folder, 'other.cjs')])).toThrow('its layout of numbers is not the one of this ntop');
  expect(loadAddon([join(folder, 'same.cjs')])).toMatchObject({ version });
});

it('rejects with that sentence when the probe is asked, not before', async () => {
  vi.resetModules();
  vi.doMock('../../src/probe/addon.js', () => ({
    addon: () => loadAddon(['/nowhere/ntop.node']),
  }));
  const { createProbe: createBroken } = await import('../../src/probe/probe.js');
  const probe = createBroken();
  await expect(probe.sample(NEEDS)).rejects.toThrow('/nowhere/ntop.node: not there');
  await expect(probe.detail({ pid: 1, startTicks: 1, pidfdInode: 0 })).rejects.toThrow('npm run build:native');
  vi.doUnmock('../../src/probe/addon.js');
  vi.resetModules();
});

it('reads nothing for being imported or made: /proc need not be there yet', async () => {
  const probe = createProbe({ procRoot: '/nowhere/proc' });
  await expect(probe.sample(NEEDS)).rejects.toThrow('/nowhere/proc');
});

it('lets Node end while a sample is under way', () => {
  const file = new URL('../../build/Release/ntop.node', import.meta.url).pathname;
  const script = join(makeTree({}), 'ends.cjs');
  writeFileSync(
    script,
    `const { Engine } = require(process.argv[2]);
     void new Engine('/proc', '/sys').sample(${JSON.stringify(NEEDS)});
     console.log('begun');
     process.exit(0);`,
  );
  expect(execFileSync(process.execPath, [script, file], { encoding: 'utf8' })).toBe('begun\n');
});
