import { expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';

const hostOf = (...argv: string[]) => {
  const parsed = parseArguments(argv);
  return parsed.kind === 'options' ? parsed.host : parsed.kind;
};

it('takes the word of another machine wherever it stands', () => {
  expect(hostOf('ada@web-01')).toBe('ada@web-01');
  expect(hostOf('net', 'ada@web-01', '--json')).toBe('ada@web-01');
  expect(hostOf('ssh://web-01:2222', 'mem')).toBe('ssh://web-01:2222');
  expect(hostOf('ssh://[fd00::2]:22')).toBe('ssh://[fd00::2]:22');
  expect(hostOf('mem')).toBeUndefined();
});

it('refuses what ssh would take for an option, and more than one machine', () => {
  for (const word of ['ada@-oProxyCommand=x', '@web', 'ada@', 'ssh://-x', 'ada@web 01'])
    expect(hostOf(word)).toBe('usage');
  expect(hostOf('ada@one', 'ada@two')).toBe('usage');
});
