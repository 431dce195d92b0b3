import { addon } from '../../probe/addon.js';
import { DUPLEXES, RUNNING } from '../../probe/interfaces.js';
import type { NativeTraffic } from '../../probe/native-types.js';
import { procRoot } from '../../probe/roots.js';
import { unwrap } from '../reading.js';
import { byName } from '../records.js';

/**
 * Traffic since the interface was made. The kernel's own counters, which begin anew when an interface comes back under its
 * name, and in some drivers after 4 GiB: take a difference below 0 for a new beginning.
 */
export type NetIoCounters = {
  readonly bytesSent: number;
  readonly bytesRecv: number;
  readonly packetsSent: number;
  readonly packetsRecv: number;
  readonly errin: number;
  readonly errout: number;
  readonly dropin: number;
  readonly dropout: number;
};

/** The family of hardware addresses. */
export const AF_LINK = 17;

/** What netIfStats has as `duplex`. */
export const NIC_DUPLEX_FULL = 'full';
export const NIC_DUPLEX_HALF = 'half';
export const NIC_DUPLEX_UNKNOWN = 'unknown';

export type NetIfAddress = {
  /** AF_INET, AF_INET6 or AF_LINK. */
  readonly family: number;
  readonly address: string;
  readonly netmask: string | null;
  readonly broadcast: string | null;
  readonly ptp: string | null;
};

export type NetIfStats = {
  /** Up, and its link is there (IFF_RUNNING). */
  readonly isup: boolean;
  readonly duplex: 'full' | 'half' | 'unknown';
  /** Megabits a second; 0 when unknown. */
  readonly speed: number;
  /** Bytes. */
  readonly mtu: number;
  /** Names of IFF_* flags of netdevice(7), such as up, broadcast, running. */
  readonly flags: readonly string[];
};

/** Something by the name of each interface; names are foreign text. */
export type ByInterface<Value> = Readonly<Record<string, Value>>;

/**
 * The traffic of the machine, from /proc/net/dev: the sum over its hardware, or where there is none, as in a container, over
 * what lies over nothing else. So nothing counts twice that passes a bridge, a tunnel or a VLAN too, and loopback not at all.
 * null when there is no interface.
 */
export async function netIoCounters(): Promise<NetIoCounters | null>;
export async function netIoCounters(options: { readonly pernic: false }): Promise<NetIoCounters | null>;
/** The traffic of each interface. */
export async function netIoCounters(options: { readonly pernic: true }): Promise<ByInterface<NetIoCounters>>;
export async function netIoCounters({
  pernic = false,
} = {}): Promise<NetIoCounters | ByInterface<NetIoCounters> | null> {
  const traffic = unwrap(await addon().readTraffic(procRoot()));
  if (pernic) return byName(traffic.map((one) => [one.name, toCounters(one)]));
  if (traffic.length === 0) return null;
  return Object.freeze(sum(traffic.filter(({ counted }) => counted).map(toCounters)));
}

/** Addresses by interface, from getifaddrs(3); none for an interface without one. */
export async function netIfAddrs(): Promise<ByInterface<readonly NetIfAddress[]>> {
  const [known, stats] = await Promise.all([addon().readInterfaceAddresses(), addon().readInterfaceStats()]);
  const addresses = unwrap(known);
  const names = [...new Set([...unwrap(stats), ...addresses].map(({ name }) => name))];
  return byName(
    names.map((name) => {
      const own = addresses.filter((address) => address.name === name);
      return [
        name,
        own.map(({ family, address, netmask, broadcast, pointToPoint }) =>
          Object.freeze({
            family,
            address,
            netmask: netmask || null,
            broadcast: broadcast || null,
            ptp: pointToPoint || null,
          }),
        ),
      ];
    }),
  );
}

/** State, speed and MTU by interface, from SIOCGIFFLAGS, SIOCGIFMTU and ethtool. One that goes meanwhile is left out. */
export async function netIfStats(): Promise<ByInterface<NetIfStats>> {
  const stats = unwrap(await addon().readInterfaceStats());
  return byName(
    stats.map(({ name, flags, mtu, speedMegabits, duplex }) => [
      name,
      {
        isup: (flags & RUNNING) !== 0,
        duplex: DUPLEXES[duplex] ?? NIC_DUPLEX_UNKNOWN,
        speed: speedMegabits,
        mtu,
        flags: Object.freeze(FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0)),
      },
    ]),
  );
}

/** By bit, as netdevice(7) lists them. */
const FLAGS = [
  'up',
  'broadcast',
  'debug',
  'loopback',
  'pointopoint',
  'notrailers',
  'running',
  'noarp',
  'promisc',
  'allmulti',
  'master',
  'slave',
  'multicast',
  'portsel',
  'automedia',
  'dynamic',
] as const;

function toCounters(traffic: NativeTraffic): NetIoCounters {
  return {
    bytesSent: traffic.sentBytes,
    bytesRecv: traffic.receivedBytes,
    packetsSent: traffic.sentPackets,
    packetsRecv: traffic.receivedPackets,
    errin: traffic.receiveErrors,
    errout: traffic.sendErrors,
    dropin: traffic.receiveDrops,
    dropout: traffic.sendDrops,
  };
}

function sum(counters: readonly NetIoCounters[]): NetIoCounters {
  const total = { ...toCounters(NO_TRAFFIC) };
  for (const one of counters) {
    for (const key of Object.keys(total) as (keyof NetIoCounters)[]) total[key] += one[key];
  }
  return total;
}

const NO_TRAFFIC: NativeTraffic = {
  name: '',
  receivedBytes: 0,
  receivedPackets: 0,
  receiveErrors: 0,
  receiveDrops: 0,
  sentBytes: 0,
  sentPackets: 0,
  sendErrors: 0,
  sendDrops: 0,
  counted: true,
};
