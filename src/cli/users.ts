import type { UserDirectory } from '../model/machine/source.js';
import { nearest } from '../model/text/nearest.js';
import { quoted } from '../model/text/text.js';
import type { UsageError } from './arguments.js';
import type { UserChoice } from './options.js';

/**
 * The chosen users by the names that the process list shows: a uid becomes its name, no name the current user.
 * An unknown name is a usage error.
 */
export async function resolveUsers(choice: UserChoice, users: UserDirectory): Promise<UserChoice | UsageError> {
  const known = await users.listed();
  const wanted = choice.names.length > 0 ? choice.names : [String(users.ownUid)];
  const names = await Promise.all(wanted.map(async (name) => known.get(name) ?? (await unlisted(name, users))));
  const missing = wanted.find((_, index) => names[index] === undefined);
  if (missing === undefined) return { names: names.filter((name) => name !== undefined), negate: choice.negate };
  const near = nearest(missing, [...new Set(known.values())]);
  const guess = near === undefined ? '' : `; did you mean ${near}?`;
  return { kind: 'usage', message: `unknown user ${quoted(missing)}${guess}` };
}

/** The process list shows the uid of a user without a name. */
async function unlisted(name: string, users: UserDirectory): Promise<string | undefined> {
  return (await users.elsewhere(name)) ?? (/^\d+$/.test(name) ? name : undefined);
}

/**
 * The name of the user running ntop, or the uid if it has none in /etc/passwd. Asks no other source of users: a name
 * service may take seconds.
 */
export async function ownName({ ownUid, listed }: UserDirectory): Promise<string> {
  const uid = String(ownUid);
  return (await listed()).get(uid) ?? uid;
}
