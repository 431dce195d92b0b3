import { join } from 'node:path';
import { isPlace, userHome } from './settings-file.js';

/**
 * Where recordings live: $XDG_STATE_HOME/ntop, by default ~/.local/state/ntop. Undefined if the user has no home
 * directory.
 */
export function recordingsFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { XDG_STATE_HOME } = env;
  if (isPlace(XDG_STATE_HOME)) return join(XDG_STATE_HOME, 'ntop');
  const home = userHome(env);
  return home && join(home, '.local', 'state', 'ntop');
}
