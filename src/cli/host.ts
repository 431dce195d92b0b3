import { quoted } from '../model/text/text.js';
import { Refused } from './flag-values.js';

/**
 * The word that names another machine, USER@HOST or ssh://[USER@]HOST[:PORT], wherever it stands, and the other words. A
 * word with a slash that is no such address, or the name of a recording, is a path.
 */
export function takeHost(words: readonly string[]): {
  readonly host: string | undefined;
  readonly words: readonly string[];
} {
  const hosts = words.filter(isHost);
  if (hosts.length > 1) throw new Refused('only one machine can be shown; several are the work of Prometheus');
  const [host] = hosts;
  if (host !== undefined && !SENSIBLE.test(host)) {
    throw new Refused(`${quoted(host)} is no machine: use USER@HOST or ssh://[USER@]HOST[:PORT]`);
  }
  return { host, words: words.filter((word) => word !== host) };
}

const SENSIBLE = /^(ssh:\/\/)?([^\s@/-][^\s@/]*@)?(\[[0-9a-fA-F:.%]+\]|[^\s@/:[\]-][^\s@/:[\]]*)(:\d{1,5})?\/?$/;

function isHost(word: string): boolean {
  if (word.startsWith('ssh://')) return true;
  return word.includes('@') && !word.includes('/') && !word.endsWith('.ntr');
}
