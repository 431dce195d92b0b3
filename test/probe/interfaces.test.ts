import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readInterfaces } from '../../src/probe/interfaces.js';

type Link = { ifname: string; mtu: number; flags: string[]; addr_info: { local: string }[] };

it('reads the state, MTU and addresses that ip shows', async () => {
  const links = JSON.parse(execFileSync('ip', ['-j', 'addr'], { encoding: 'utf8' })) as Link[];
  const found = await readInterfaces('/proc');
  const told = found?.map(({ name, mtuBytes, isUp, addresses }) => [name, mtuBytes, isUp, [...addresses].sort()]);
  expect(told).toEqual(
    links.map(({ ifname, mtu, flags, addr_info }) => [
      ifname,
      mtu,
      flags.includes('LOWER_UP') && flags.includes('UP'),
      addr_info.map(({ local }) => local).sort(),
    ]),
  );
});
