import { release } from 'node:os';
import { expect, it, vi } from 'vitest';
import { versionText } from '../../src/commands/version-text.js';
import * as addons from '../../src/probe/addon.js';
import { version } from '../../src/version.js';

it('begins with a line for scripts, and names commit, Node, probe and kernel', () => {
  const lines = versionText().split('\n');
  expect(lines).toEqual([
    `ntop ${version}`,
    'commit unknown',
    `Node.js ${process.versions.node}, Node-API ${process.versions.napi}, ${process.arch}`,
    `probe ${version}`,
    `Linux ${release()}`,
    '',
  ]);
});

it('says so if the probe can not be loaded', () => {
  vi.spyOn(addons, 'addon').mockImplementation(() => {
    throw new Error('not\x1b[2J here');
  });
  expect(versionText()).toMatch(/^probe failed: not.*here$/m);
  expect(versionText()).not.toContain('\x1b');
});
