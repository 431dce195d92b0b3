import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { FLAGS } from '../../src/cli/flags.js';
import { manPage } from '../../src/cli/man.js';
import { KEYMAP } from '../../src/model/keys/keymap.js';
import { PANES } from '../../src/model/panes.js';
import { SETTINGS } from '../../src/model/state/settings.js';

/** What a reader sees, without the overstrikes that make letters bold. */
function formatted(): string {
  const args = ['-Wall', '-mandoc', '-Tutf8', '-rLL=200n'];
  const { status, stdout, stderr } = spawnSync('groff', args, { input: manPage(), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.replace(/\x1b\[[0-9;]*m|.\x08/gu, '').replace(/\s+/g, ' ');
}

it('formats without a warning and holds every flag, key, column and setting', () => {
  const page = formatted();
  const missing = (texts: readonly string[]) => texts.filter((text) => !page.includes(text));
  expect(missing(FLAGS.map(({ long }) => `--${long}`))).toEqual([]);
  expect(missing(KEYMAP.map(({ description }) => description))).toEqual([]);
  expect(missing(PANES.flatMap(({ columns }) => columns.map(({ id }) => id)))).toEqual([]);
  expect(missing(SETTINGS.map(({ id }) => id))).toEqual([]);
});

it('shows quotes, dashes and carets as a person would type them', () => {
  const page = formatted();
  expect(page.includes("ntop --filter 'user=www cpu>5'")).toBe(true);
  expect(page.includes('Success. A closed pipe and ^C are no failure.')).toBe(true);
});
