/**
 * The host name of an IP address from /etc/hosts or DNS, undefined if it has none. Does not use the thread pool, which
 * reads the machine: a name server that does not answer must not block it. The interface of a link-local address is not
 * part of the query. The name is not safe for a terminal.
 */
export async function resolveHostName(address: string): Promise<string | undefined> {
  const [plain = ''] = address.split('%');
  const { reverse } = await import('node:dns/promises');
  try {
    const [name] = await reverse(plain);
    return name === plain || name === '' ? undefined : name;
  } catch {
    return undefined;
  }
}
