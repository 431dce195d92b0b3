import type { InterfaceReading } from '../model/machine/interface-reading.js';
import { type Addon, addon } from './addon.js';
import type { NativeInterfaceAddress, NativeTraffic } from './native-types.js';

const IPV4 = 2;
const IPV6 = 10;
/** A flag of netdevice(7). */
export const RUNNING = 1 << 6;
/** By ethtool's number. */
export const DUPLEXES = ['half', 'full'] as const;

/**
 * The network interfaces of this machine from SIOCGIFFLAGS, SIOCGIFMTU, ethtool, getifaddrs(3) and /proc/net/dev;
 * undefined if they can't be read.
 */
export async function readInterfaces(
  procRoot: string,
  native: Pick<Addon, 'readInterfaceStats' | 'readInterfaceAddresses' | 'readTraffic'> = addon(),
): Promise<readonly InterfaceReading[] | undefined> {
  const [stats, addresses, traffic] = await Promise.all([
    native.readInterfaceStats(),
    native.readInterfaceAddresses(),
    native.readTraffic(procRoot),
  ]);
  if (!stats.ok) return undefined;
  return stats.value.map(({ name, flags, mtu, speedMegabits, duplex }) => {
    const counters = traffic.ok ? traffic.value.find((one) => one.name === name) : undefined;
    return {
      name,
      isUp: (flags & RUNNING) !== 0,
      speedMegabits: speedMegabits === 0 ? undefined : speedMegabits,
      duplex: DUPLEXES[duplex],
      mtuBytes: mtu,
      addresses: addresses.ok ? addressesOf(name, addresses.value) : [],
      errors: sum(counters, 'receiveErrors', 'sendErrors'),
      drops: sum(counters, 'receiveDrops', 'sendDrops'),
    };
  });
}

/** A second address may have an alias name, such as eth0:1. */
function addressesOf(name: string, all: readonly NativeInterfaceAddress[]): readonly string[] {
  const own = all.filter(({ name: of, family }) => of.split(':')[0] === name && (family === IPV4 || family === IPV6));
  const rank = ({ family, address }: NativeInterfaceAddress) => (family === IPV4 ? 0 : /^fe80:/i.test(address) ? 2 : 1);
  return own.sort((one, other) => rank(one) - rank(other)).map(({ address }) => address.split('%')[0] ?? '');
}

function sum(counters: NativeTraffic | undefined, one: keyof NativeTraffic, other: keyof NativeTraffic) {
  return counters === undefined ? undefined : Number(counters[one]) + Number(counters[other]);
}
