import type { NetworkCounters, TcpCounters } from '../model/machine/network-counters.js';
import { type Addon, addon } from './addon.js';
import type { Files } from './files.js';
import { procRoot } from './roots.js';

const MOST_BYTES = 65_536;

/** What the kernel counts of interfaces and of TCP, in the network namespace of ntop. Never rejects. */
export async function readNetworkCounters(
  files: Files,
  root = procRoot(),
  native: Pick<Addon, 'readTraffic'> = addon(),
): Promise<NetworkCounters> {
  const text = async (name: string) => {
    const answer = await files.read(`${root}/net/${name}`, MOST_BYTES);
    return answer.ok ? Buffer.from(answer.value).toString('latin1') : '';
  };
  const [traffic, netstat, snmp] = await Promise.all([native.readTraffic(root), text('netstat'), text('snmp')]);
  return { ...parseTcpCounters(netstat, snmp), interfaces: traffic.ok ? traffic.value : undefined };
}

/** From /proc/net/netstat and /proc/net/snmp: a line of names, then a line of values, each after the same word. */
export function parseTcpCounters(netstat: string, snmp: string): TcpCounters {
  return {
    listenOverflows: counterIn(netstat, 'TcpExt', 'ListenOverflows'),
    listenDrops: counterIn(netstat, 'TcpExt', 'ListenDrops'),
    retransmits: counterIn(snmp, 'Tcp', 'RetransSegs'),
  };
}

function counterIn(text: string, group: string, name: string): number | undefined {
  const [names, values] = text
    .split('\n')
    .filter((line) => line.startsWith(`${group}: `))
    .map((line) => line.split(' '));
  const value = values?.[names?.indexOf(name) ?? -1];
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
