import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createFiles } from '../../src/probe/files.js';
import { parseTcpCounters, readNetworkCounters } from '../../src/probe/network-counters.js';

const NETSTAT = [
  'TcpExt: SyncookiesSent ListenOverflows ListenDrops',
  'TcpExt: 1 2 3',
  'IpExt: ListenOverflows',
  'IpExt: 9',
  '',
].join('\n');
const SNMP = 'Tcp: RtoAlgorithm RetransSegs\nTcp: 1 44\nUdp: RetransSegs\nUdp: 9\n';

const UNKNOWN = { listenOverflows: undefined, listenDrops: undefined, retransmits: undefined };

describe('what the kernel counts of TCP', () => {
  it('is found by its names, wherever they are', () => {
    expect(parseTcpCounters(NETSTAT, SNMP)).toEqual({ listenOverflows: 2, listenDrops: 3, retransmits: 44 });
  });

  it.each([
    ['nothing', '', ''],
    ['no values', 'TcpExt: ListenOverflows ListenDrops\n', 'Tcp: RetransSegs\n'],
    ['fewer values than names', 'TcpExt: A ListenOverflows ListenDrops\nTcpExt: 1\n', 'Tcp: A RetransSegs\nTcp: 1'],
    [
      'values that are no counters',
      'TcpExt: ListenOverflows ListenDrops\nTcpExt: -1 x\n',
      'Tcp: RetransSegs\nTcp: 1e9\n',
    ],
    ['garbage', '\0\xff TcpExt:\nTcpExt: \n', 'Tcp: \n\n\nTcp:'],
  ])('is unknown where the kernel gives %s', (_, netstat, snmp) => {
    expect(parseTcpCounters(netstat, snmp)).toEqual(UNKNOWN);
  });

  it('is read of this machine', async () => {
    const before = retransmits();
    const { interfaces, retransmits: read, listenDrops } = await readNetworkCounters(createFiles());
    expect(read).toBeGreaterThanOrEqual(before);
    expect(read).toBeLessThanOrEqual(retransmits());
    expect(listenDrops).toBeGreaterThanOrEqual(0);
    expect(interfaces?.map(({ name }) => name)).toContain('lo');
  });

  it('is unknown where there is no /proc', async () => {
    const read = await readNetworkCounters(createFiles(), '/nonexistent');
    expect(read).toEqual({ ...UNKNOWN, interfaces: undefined });
  });
});

function retransmits(): number {
  const [names = '', values = ''] = readFileSync('/proc/net/snmp', 'utf8').match(/^Tcp: .*$/gm) ?? [];
  return Number(values.split(' ')[names.split(' ').indexOf('RetransSegs')]);
}
