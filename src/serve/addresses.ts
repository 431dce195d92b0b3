import { BlockList, isIP, SocketAddress } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  const version = isIP(plain);
  return version !== 0 && LOOPBACK.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}

/** An address in the one form in which it can be compared; of an IPv4 address that came over IPv6, the IPv4 one. */
export function plainAddress(address: string): string {
  const version = isIP(address);
  if (version !== 6) return address;
  const [unscoped = ''] = address.split('%');
  const { address: shortest } = new SocketAddress({ address: unscoped, family: 'ipv6' });
  return shortest.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** `127.0.0.1:9465`, `[::1]:9465` */
export function placeText(address: string, port: number): string {
  return `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}
