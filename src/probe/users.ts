import type { UserDirectory } from '../model/machine/source.js';
import type { Files } from './files.js';

/** More than any machine has users. */
const MOST_BYTES = 16 << 20;
const TIME_LIMIT_MILLISECONDS = 2000;

/** The users of a machine: of /etc/passwd, and here of what getent(1) asks. */
export function createUserDirectory(files: Files, elsewhere?: { readonly ownUid: number }): UserDirectory {
  return {
    ownUid: elsewhere?.ownUid ?? process.geteuid?.() ?? 0,
    async listed() {
      const passwd = await files.read('/etc/passwd', MOST_BYTES);
      return passwd.ok ? shownNames(Buffer.from(passwd.value).toString()) : new Map();
    },
    async elsewhere(name) {
      if (elsewhere !== undefined) return undefined;
      // Loaded when it is needed, for it takes longer to load than a frame to draw.
      const [{ execFile }, { promisify }] = await Promise.all([import('node:child_process'), import('node:util')]);
      try {
        const { stdout } = await promisify(execFile)('getent', ['--', 'passwd', name], {
          timeout: TIME_LIMIT_MILLISECONDS,
        });
        return stdout.split(':')[0];
      } catch {
        return undefined;
      }
    },
  };
}

function shownNames(passwd: string): ReadonlyMap<string, string> {
  const shown = new Map<string, string>();
  for (const line of passwd.split('\n')) {
    const [name, , uid] = line.split(':');
    if (name === undefined || name === '' || uid === undefined) continue;
    // Of several names with one uid the first counts, as in getpwuid(3).
    const first = shown.get(uid) ?? name;
    shown.set(uid, first).set(name, first);
  }
  return shown;
}
