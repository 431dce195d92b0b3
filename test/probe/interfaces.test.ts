import { execFileSync } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { readInterfaces } from '../../src/probe/interfaces.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';

type Link = { ifname: string; mtu: number; flags: string[]; addr_info: { local: string }[] };

it('reads the state, MTU and addresses that ip shows', async () => {
  // Interfaces of containers come and go, and addresses are given out anew.
  await vi.waitFor(
    async () => {
      const before = shownByIp();
      const found = await readInterfaces('/proc');
      const told = found?.map(({ name, mtuBytes, isUp, addresses }) => [name, mtuBytes, isUp, [...addresses].sort()]);
      expect([before, shownByIp()]).toContainEqual(told);
    },
    { timeout: PATIENCE_MILLISECONDS },
  );
});

function shownByIp() {
  const links = JSON.parse(execFileSync('ip', ['-j', 'addr'], { encoding: 'utf8' })) as Link[];
  return links.map(({ ifname, mtu, flags, addr_info }) => [
    ifname,
    mtu,
    flags.includes('LOWER_UP') && flags.includes('UP'),
    addr_info.map(({ local }) => local).sort(),
  ]);
}
