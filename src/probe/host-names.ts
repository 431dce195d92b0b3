import { reverse } from 'node:dns/promises';

/**
 * The name of an IP address from /etc/hosts or DNS, undefined when it has none. Asks without a thread: the pool's
 * threads read the machine, and a name server that does not answer must not keep them. An interface behind a link-local
 * address is not part of the question. The name is whatever its owner says, and not safe for a terminal.
 */
export async function resolveHostName(address: string): Promise<string | undefined> {
  const [plain = ''] = address.split('%');
  try {
    const [name] = await reverse(plain);
    return name === plain || name === '' ? undefined : name;
  } catch {
    return undefined;
  }
}
