import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ownName, resolveUsers } from '../../src/cli/users.js';
import type { UserDirectory } from '../../src/model/machine/source.js';
import { createFiles } from '../../src/probe/files.js';
import { createUserDirectory } from '../../src/probe/users.js';

const FAR: UserDirectory = {
  ownUid: 7,
  listed: async () =>
    new Map([
      ['7', 'grace'],
      ['grace', 'grace'],
      ['hopper', 'grace'],
    ]),
  elsewhere: async (name) => (name === 'ldap-user' ? name : undefined),
};
const chosen = (...names: string[]) => resolveUsers({ names, negate: false }, FAR);

it('chooses users by the names of the machine that is read', async () => {
  expect(await chosen('7', 'hopper')).toEqual({ names: ['grace', 'grace'], negate: false });
  expect(await chosen()).toEqual({ names: ['grace'], negate: false });
  expect(await chosen('ldap-user', '4242')).toEqual({ names: ['ldap-user', '4242'], negate: false });
  expect(await ownName(FAR)).toBe('grace');
  expect(await ownName({ ...FAR, ownUid: 9 })).toBe('9');
});

it('refuses a name that nobody has there, and guesses', async () => {
  expect(await chosen('grase')).toEqual({ kind: 'usage', message: 'unknown user "grase"; did you mean grace?' });
});

it('knows those of /etc/passwd on this machine', async () => {
  const listed = await createUserDirectory(createFiles()).listed();
  const [name = '', , uid = ''] = readFileSync('/etc/passwd', 'utf8').split(':', 3);
  expect([listed.get(uid), listed.get(name)]).toEqual([name, name]);
});
