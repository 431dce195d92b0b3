import { expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { FLAGS } from '../../src/cli/flags.js';
import { columnsText, helpText } from '../../src/cli/help.js';
import { manPage } from '../../src/cli/man.js';
import { METERS } from '../../src/model/header/meters.js';
import { KEYMAP } from '../../src/model/keys/keymap.js';
import { helpMarks } from '../../src/model/pages/help-marks.js';
import { PANES } from '../../src/model/panes.js';
import { SIGNALS } from '../../src/model/processes/signals.js';
import { SETTINGS } from '../../src/model/state/settings.js';
import { defaultSettingsText } from '../../src/settings/settings-text.js';

/** Words for persons. A process, a file or a socket is "it". */
const PERSONS =
  /\b(?:who|whom|whose|whoever|somebody|someone|nobody|everybody|everyone|told|tells|lest|others|any more)\b/i;

/** People log in; and who is the name of a pane and of a program. */
const NAMES = /who is logged in|, who$|\(who\)|\bntop who\b|\bwho\(1\)|^\.Xr who .*$/gm;

const WRONG = [
  '--x',
  '-d abc',
  '-d 0',
  '-n 0',
  '-w x',
  '-s x',
  '-p x',
  '-u !',
  '--fields ,',
  '--theme x',
  '--keys x',
  '--watch',
  '--watch-port 0',
  '--json --csv',
  'net --watch --unix',
  'nginx',
  'ps net',
  '-F cpu>',
  '-F cpu>x',
  '-F user>x',
  '-F mem~x',
  '-F x=1',
  '-F port=1',
  '-F state=q',
  '-F (a',
  '-F a)',
  '-F "a',
  '-F or',
  'record a b',
  'record --json',
  'record --keep x',
  'record --max x',
  'record --command-lines x',
  'record --sections x',
  'serve net',
  'serve a@b',
  'serve --listen x',
  'serve --listen :1',
  'serve --tls-key x',
  'serve --tls-cert x',
  'serve --client-ca x',
  'serve --program=',
  'serve --token-file=',
  'replay a --keep 1d',
  'replay a --from x',
  'replay a --to 25:00',
  'replay a net --watch',
  '--from 3:12',
];

const TEXTS: readonly (readonly [string, readonly string[]])[] = [
  ['--help', [helpText()]],
  ['options', FLAGS.map(({ description }) => description)],
  ['the man page', [manPage()]],
  ['the columns', PANES.map(({ columns }) => columnsText(columns))],
  ['the keys', KEYMAP.flatMap(({ description, label, section }) => [description, label ?? '', section])],
  ['the signals', SIGNALS.map(({ description }) => description)],
  ['the meters', METERS.map(({ description }) => description)],
  ['the settings', [...SETTINGS.map(({ description }) => description), defaultSettingsText()]],
  ['the marks of the help', helpMarks(true).map(({ text }) => (typeof text === 'string' ? text : ''))],
  ['usage errors', WRONG.map(usageError)],
];

function usageError(line: string): string {
  const parsed = parseArguments(line.split(' '));
  return parsed.kind === 'usage' ? parsed.message : `${line} is accepted`;
}

it.each(TEXTS)('%s speak of things, not of persons', (_, texts) => {
  const found = texts.flatMap((text) => text.replace(NAMES, '').split('\n')).filter((line) => PERSONS.test(line));
  expect(found).toEqual([]);
});

it('every wrong command line of this test is refused', () => {
  expect(WRONG.map(usageError).filter((message) => message.endsWith('is accepted'))).toEqual([]);
});
