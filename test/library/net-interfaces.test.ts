import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { netIfAddrs, netIfStats, netIoCounters } from '../../src/library/network/net-interfaces.js';
import { makeTree } from '../probe/readings.js';
import { expectBetween, snake, startPsutil } from './psutil.js';

type Link = {
  ifname: string;
  mtu: number;
  flags: string[];
  address?: string;
  addr_info: { family: string; local: string; prefixlen: number; broadcast?: string; label?: string }[];
};

const links = () => JSON.parse(execFileSync('ip', ['-j', 'addr'], { encoding: 'utf8' })) as Link[];

it('lists the addresses that ip lists', async () => {
  const found = Object.entries(await netIfAddrs()).flatMap(([name, addresses]) =>
    addresses.map(({ family, address, broadcast }) => [
      name,
      family,
      address.split('%')[0],
      family === 2 ? broadcast : null,
    ]),
  );
  const expected = links().flatMap((link) => [
    ...(link.address === undefined ? [] : [[link.ifname, 17, link.address, null]]),
    ...link.addr_info.map(({ family, local, broadcast, label }) =>
      family === 'inet' ? [label ?? link.ifname, 2, local, broadcast ?? null] : [link.ifname, 10, local, null],
    ),
  ]);
  expect(found.map(String).sort()).toEqual(expected.map(String).sort());
});

it('reports netmasks, and the interface of a link-local address', async () => {
  const { lo = [] } = await netIfAddrs();
  expect(lo.find(({ family }) => family === 2)).toEqual({
    family: 2,
    address: '127.0.0.1',
    netmask: '255.0.0.0',
    broadcast: null,
    ptp: null,
  });
  for (const [name, addresses] of Object.entries(await netIfAddrs())) {
    for (const { address } of addresses.filter((one) => one.address.startsWith('fe80:')))
      expect(address).toContain(`%${name}`);
  }
});

it('reports state, MTU and flags like ip and sysfs, and no speed if there is none', async () => {
  const stats = await netIfStats();
  expect(Object.keys(stats).sort()).toEqual(
    links()
      .map(({ ifname }) => ifname)
      .sort(),
  );
  for (const { ifname, mtu, flags } of links()) {
    expect(stats[ifname]).toMatchObject({ mtu, isup: flags.includes('UP') && flags.includes('LOWER_UP') });
    for (const flag of ['up', 'broadcast', 'loopback', 'multicast', 'noarp']) {
      expect([ifname, flag, stats[ifname]?.flags.includes(flag)]).toEqual([
        ifname,
        flag,
        flags.includes(flag.toUpperCase()),
      ]);
    }
  }
  expect(stats.lo).toMatchObject({ speed: 0, duplex: 'unknown', mtu: Number(readFileSync('/sys/class/net/lo/mtu')) });
});

it('counts traffic no less than before it asked and no more than after', async () => {
  const read = () => {
    const line = readFileSync('/proc/net/dev', 'utf8')
      .split('\n')
      .find((text) => text.trimStart().startsWith('lo:'));
    return (line?.split(':')[1] ?? '').trim().split(/\s+/).map(Number);
  };
  const before = read();
  const { lo } = await netIoCounters({ pernic: true });
  const after = read();
  const found = [
    lo?.bytesRecv,
    lo?.packetsRecv,
    lo?.errin,
    lo?.dropin,
    lo?.bytesSent,
    lo?.packetsSent,
    lo?.errout,
    lo?.dropout,
  ];
  for (const [index, column] of [0, 1, 2, 3, 8, 9, 10, 11].entries()) {
    expect(found[index]).toBeGreaterThanOrEqual(before[column] ?? Number.NaN);
    expect(found[index]).toBeLessThanOrEqual(after[column] ?? Number.NaN);
  }
});

it('adds up all interfaces but loopback, knows aliases and long names, and no interface from none', async () => {
  const header = 'Inter-| Receive | Transmit\n face |bytes\n';
  const counts = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16';
  const told = await withProc(
    makeTree({
      'net/dev': `${header}lo: ${counts}\nabcdefghijklmno:${counts}\neth0:1: ${counts}\n__proto__: ${counts}\n`,
    }),
    () => Promise.all([netIoCounters(), netIoCounters({ pernic: true })]),
  );
  expect(told[0]).toEqual({
    bytesSent: 27,
    bytesRecv: 3,
    packetsSent: 30,
    packetsRecv: 6,
    errin: 9,
    errout: 33,
    dropin: 12,
    dropout: 36,
  });
  expect(Object.keys(told[1])).toEqual(['lo', 'abcdefghijklmno', 'eth0:1', '__proto__']);
  const none = await withProc(makeTree({ 'net/dev': header }), () =>
    Promise.all([netIoCounters(), netIoCounters({ pernic: true })]),
  );
  expect(none[0]).toBeNull();
  expect(Object.keys(none[1])).toEqual([]);
});

it('rejects with a sentence when nothing counts', async () => {
  await expect(withProc('/nowhere', () => netIoCounters())).rejects.toThrow("can't be read (ENOENT)");
});

it('reports interfaces like psutil', async () => {
  const python = await startPsutil();
  type Stats = Record<string, { isup: boolean; speed: number; mtu: number }>;
  const stats = (await python.ask('psutil.net_if_stats()')) as Stats;
  const found = await netIfStats();
  expect(Object.keys(found).sort()).toEqual(Object.keys(stats).sort());
  for (const [name, { isup, speed, mtu }] of Object.entries(stats))
    expect(found[name]).toMatchObject({ isup, speed, mtu });
  const ask = async () =>
    (await python.ask('psutil.net_io_counters(pernic=True, nowrap=False)')) as Record<string, Record<string, number>>;
  const before = await ask();
  const traffic = await netIoCounters({ pernic: true });
  const after = await ask();
  expect(Object.keys(traffic).sort()).toEqual(Object.keys(before).sort());
  for (const [name, counters] of Object.entries(traffic)) {
    expectBetween(before[name] ?? {}, snake(counters), after[name] ?? {});
  }
});

it('lists a tunnel that has no address of any kind, as having none', () => {
  const script = `const { netIfAddrs, netIfStats } = require(process.argv[1]);
    Promise.all([netIfAddrs(), netIfStats()]).then((found) => console.log(JSON.stringify(found)))`;
  const library = join(import.meta.dirname, '../../dist/library.cjs');
  const make = 'ip tuntap add dev bare0 mode tun && exec "$0" -e "$1" "$2"';
  const shell = ['--user', '--map-root-user', '--net', 'sh', '-c', make, process.execPath, script, library];
  const { stdout, stderr } = spawnSync('unshare', shell, { encoding: 'utf8' });
  // Not every kernel has tun.
  if (stderr.includes('tun')) return expect(stdout).toBe('');
  expect(JSON.parse(stdout)).toMatchObject([
    { lo: [{ family: 17 }], bare0: [] },
    { lo: { isup: false }, bare0: { isup: false, mtu: 1500 } },
  ]);
});

it('goes on while interfaces come and go, and counts a new one from nothing', () => {
  const come = 'ip link add probe0 type veth peer name probe1';
  const shell = ['unshare', '--user', '--map-root-user', '--net', 'sh', '-c', `${come} && exec "$0" -e "$1"`];
  const [command = '', ...args] = [...shell, process.execPath, COME_AND_GO];
  expect(execFileSync(command, args, { encoding: 'utf8', cwd: join(import.meta.dirname, '../..') })).toBe(
    'lo,probe0,probe1 0\n',
  );
});

/** A veth is taken away and made anew, over and over, while everything is asked. */
const COME_AND_GO = `
const { netIfAddrs, netIfStats, netIoCounters } = require('ntop-monitor');
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const ip = (...args) => promisify(execFile)('ip', ['link', ...args]);
(async () => {
  let over = false;
  let asked = 0;
  const changing = (async () => {
    for (let round = 0; round < 20 || asked < 20; round += 1) {
      await ip('del', 'probe0');
      await ip('add', 'probe0', 'type', 'veth', 'peer', 'name', 'probe1');
    }
    over = true;
  })();
  while (!over) {
    await Promise.all([netIfStats(), netIfAddrs(), netIoCounters(), netIoCounters({ pernic: true })]);
    asked += 1;
  }
  await changing;
  const { probe0 } = await netIoCounters({ pernic: true });
  console.log(Object.keys(await netIfStats()).sort().join(), probe0.bytesSent);
})();
`;

async function withProc<Result>(procRoot: string, ask: () => Promise<Result>): Promise<Result> {
  process.env.NTOP_PROCFS = procRoot;
  try {
    return await ask();
  } finally {
    delete process.env.NTOP_PROCFS;
  }
}
