import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { nearest } from '../model/text/nearest.js';
import { quoted } from '../model/text/text.js';
import type { UsageError } from './arguments.js';
import type { UserChoice } from './options.js';

/**
 * The chosen users by the names that the process list shows: a uid becomes its name, no name the current user.
 * An unknown name is a usage error. Reads /etc/passwd; for other sources of users it runs getent(1).
 */
export function resolveUsers(choice: UserChoice): UserChoice | UsageError {
  const known = shownNames();
  const wanted = choice.names.length > 0 ? choice.names : [String(process.geteuid?.() ?? 0)];
  const names = wanted.map((name) => known.get(name) ?? elsewhere(name));
  const missing = wanted.find((_, index) => names[index] === undefined);
  if (missing === undefined) return { names: names.filter((name) => name !== undefined), negate: choice.negate };
  const near = nearest(missing, [...new Set(known.values())]);
  const guess = near === undefined ? '' : `; did you mean ${near}?`;
  return { kind: 'usage', message: `unknown user ${quoted(missing)}${guess}` };
}

/**
 * The name of the user running ntop, or the uid if it has none in /etc/passwd. Asks no other source of users: a name
 * service may take seconds.
 */
export function ownName(): string {
  const uid = String(process.geteuid?.() ?? 0);
  return shownNames().get(uid) ?? uid;
}

/** The name that the process list shows, by uid and by every name with that uid. */
function shownNames(): Map<string, string> {
  const shown = new Map<string, string>();
  for (const line of passwdLines()) {
    const [name, , uid] = line.split(':');
    if (name === undefined || name === '' || uid === undefined) continue;
    // Of several names with one uid the first counts, as in getpwuid(3).
    const first = shown.get(uid) ?? name;
    shown.set(uid, first).set(name, first);
  }
  return shown;
}

function passwdLines(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return [];
  }
}

function elsewhere(name: string): string | undefined {
  try {
    const line = execFileSync('getent', ['--', 'passwd', name], { encoding: 'utf8', timeout: 2000, stdio: 'pipe' });
    return line.split(':')[0];
  } catch {
    // The process list shows the uid of a user without a name.
    return /^\d+$/.test(name) ? name : undefined;
  }
}
