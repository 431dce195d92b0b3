import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { isLoopback, plainAddress } from './addresses.js';

export type HostCheck = {
  /** Whether the value of a Host header names this server, as a connection to this address of ours has it. */
  isOurs(host: string, localAddress: string): boolean;
};

const HOST = /^(?:\[([0-9a-f:.]+)\]|([^\s:@/[\]]+))(?::\d{1,5})?$/;

/**
 * A page in a browser can let a name of its own lead to this machine, and then read what is served there (DNS
 * rebinding); its Host header says that name. The port is no matter: a forwarded one is another.
 */
export function createHostCheck(hostname: string, certificate: X509Certificate | undefined): HostCheck {
  const own = hostname.toLowerCase();
  const [short = ''] = own.split('.');

  function isOurAddress(address: string, local: string): boolean {
    if (plainAddress(address) === local || certificate?.checkIP(address) !== undefined) return true;
    return isLoopback(local) && ['127.0.0.1', '::1'].includes(plainAddress(address));
  }

  function isOurName(name: string, local: string): boolean {
    if (name === own || certificate?.checkHost(name) !== undefined) return true;
    // Without its own domain in its name the machine does not know it; there every request needs a token besides.
    return isLoopback(local) ? name === 'localhost' : short !== '' && name.startsWith(`${short}.`);
  }

  return {
    isOurs(host, localAddress) {
      const [, bracketed, plain = ''] = HOST.exec(host.toLowerCase()) ?? [];
      const local = plainAddress(localAddress);
      if (bracketed !== undefined) return isIP(bracketed) === 6 && isOurAddress(bracketed, local);
      if (isIP(plain) === 4) return isOurAddress(plain, local);
      const name = plain.replace(/\.$/, '');
      return name !== '' && isOurName(name, local);
    },
  };
}
