import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { type Agent, get } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createHostCheck } from '../../src/serve/host-check.js';
import { createRecordings } from '../../src/serve/recordings.js';
import { readTls, type TlsFiles } from '../../src/serve/tls.js';
import { readToken } from '../../src/serve/token.js';
import { IS_ROOT } from '../support/e2e.js';
import { quiet, record, temporaryFolder } from '../support/recordings.js';
import { HOSTNAME, listen, request, say, serve, statusOf } from '../support/serve.js';

const pathOf = temporaryFolder();
const TOKEN = 'abcdefghijklmnop';

function file(name: string, text: string, mode = 0o600): string {
  const path = pathOf(name);
  fs.writeFileSync(path, text);
  fs.chmodSync(path, mode);
  return path;
}

describe('a token file', () => {
  const reasonOf = (path: string) => {
    const result = readToken(path);
    return result.ok ? undefined : result.reason.replace(`the token file "${path}" `, '');
  };

  it.each([
    ['with a line feed', `${TOKEN}\n`, 0o600],
    ['that nothing may change', TOKEN, 0o400],
    ['with the line end of Windows', `${TOKEN}\r\n`, 0o600],
  ])('%s is read', (_, text, mode) => {
    expect(readToken(file('token', text, mode))).toEqual({ ok: true, token: TOKEN });
  });

  it.each([
    ['that a group can read', TOKEN, 0o640, 'can be read by other users (mode 0640): use chmod 600'],
    ['that all can read', TOKEN, 0o604, 'can be read by other users (mode 0604): use chmod 600'],
    ['that is too short', 'abcdefghijklmno\n', 0o600, 'has fewer than 16 characters'],
    ['that is empty', '', 0o600, 'has fewer than 16 characters'],
    ['of two lines', `${TOKEN}\n${TOKEN}\n`, 0o600, 'has blanks or other characters that no header can have'],
    ['with letters beyond ASCII', `${TOKEN}é`, 0o600, 'has blanks or other characters that no header can have'],
    ['of a megabyte', 'a'.repeat(2 ** 20), 0o600, 'is larger than 4096 bytes'],
  ])('%s is refused', (_, text, mode, reason) => {
    expect(reasonOf(file('token', text, mode))).toBe(reason);
  });

  it('that is no file is refused, and not waited for', () => {
    expect(reasonOf(pathOf('nothing'))).toBe("can't be read: no such file or folder");
    expect(reasonOf(pathOf('.'))).toBe('is not a regular file');
    execFileSync('mkfifo', [pathOf('fifo')]);
    expect(reasonOf(pathOf('fifo'))).toBe('is not a regular file');
  });

  it.runIf(IS_ROOT)('of another user is refused', () => {
    const path = file('token', TOKEN);
    fs.chownSync(path, 64_123, 64_123);
    expect(reasonOf(path)).toBe('belongs to another user');
  });
});

describe('a server with a token', () => {
  it.each([
    ['nothing', []],
    ['another token', [`Authorization: Bearer ${TOKEN}x`]],
    ['the beginning of it', [`Authorization: Bearer ${TOKEN.slice(0, -1)}`]],
    ['a password', [`Authorization: Basic ${TOKEN}`]],
    ['the token alone', [`Authorization: ${TOKEN}`]],
    ['it twice', [`Authorization: Bearer ${TOKEN}`, `Authorization: Bearer ${TOKEN}`]],
    ['it with something else', [`Authorization: Bearer ${TOKEN} x`]],
  ])('answers 401 to %s', async (_, headers) => {
    const { port } = await serve({ token: TOKEN });
    for (const target of ['/metrics', '/-/healthy', '/', '/nothing']) {
      expect(await say(port, request(target, headers))).toMatch(
        /^HTTP\/1\.1 401 [\s\S]*\r\nwww-authenticate: Bearer realm="ntop"\r\n/,
      );
    }
  });

  it('answers to the token', async () => {
    const { port } = await serve({ token: TOKEN });
    for (const scheme of ['Bearer', 'bearer', 'Bearer ']) {
      expect(statusOf(await say(port, request('/metrics', [`Authorization: ${scheme} ${TOKEN}`])))).toBe(200);
    }
  });
});

/** An authority, with a certificate for a server and one for a client, and another authority with one for a client. */
function certificates() {
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: pathOf('.'), stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const authority = (name: string) =>
    openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
  const signed = (name: string, by: string, ...more: readonly string[]) =>
    openssl(
      ...['req', '-x509', ...key, '-subj', `/CN=${name}`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`],
      ...['-addext', 'basicConstraints=CA:FALSE', ...more, '-keyout', `${name}.key`, '-out', `${name}.pem`],
    );
  authority('ca');
  authority('other');
  signed('server', 'ca', '-addext', 'subjectAltName=DNS:monitor.example,DNS:localhost,IP:127.0.0.1');
  signed('client', 'ca');
  signed('stranger', 'other');
  const read = (name: string) => fs.readFileSync(pathOf(name));
  const pair = (name: string) => ({ cert: read(`${name}.pem`), key: read(`${name}.key`) });
  return { ca: read('ca.pem'), client: pair('client'), stranger: pair('stranger') };
}

function tlsOf(files: Partial<TlsFiles> = {}) {
  const result = readTls({ cert: pathOf('server.pem'), key: pathOf('server.key'), clientCa: undefined, ...files });
  if (!result.ok) throw new Error(result.reason);
  return result.tls;
}

/** The status, or the error of the connection. */
function ask(port: number, options: ConnectionOptions, headers: Record<string, string> = {}): Promise<number | string> {
  return new Promise((resolve) => {
    const agent: Agent | false = false;
    get({ host: '127.0.0.1', port, path: '/metrics', agent, headers, ...options }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  });
}

describe('a server with certificates', () => {
  it('speaks TLS, and nothing else', async () => {
    const { ca } = certificates();
    const { port, origin } = await serve({ tls: tlsOf() });
    expect(origin).toMatch(/^https:/);
    expect(await ask(port, { ca })).toBe(200);
    expect(await ask(port, { ca }, { host: 'monitor.example' })).toBe(200);
    expect(await ask(port, { ca, checkServerIdentity: () => undefined }, { host: 'evil.example' })).toBe(421);
    expect(await say(port, request('/metrics'))).not.toContain('classic');
    expect(await ask(port, { ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).not.toBe(200);
  });

  it('answers a token over TLS only with the token', async () => {
    const { ca } = certificates();
    const { port, isExposed } = await serve({ tls: tlsOf(), token: TOKEN });
    expect(isExposed).toBe(false);
    expect(await ask(port, { ca })).toBe(401);
    expect(await ask(port, { ca }, { authorization: `Bearer ${TOKEN}` })).toBe(200);
  });

  it('answers a client only with a certificate of the authority', async () => {
    const { ca, client, stranger } = certificates();
    const { port } = await serve({ tls: tlsOf({ clientCa: pathOf('ca.pem') }) });
    expect(await ask(port, { ca, ...client })).toBe(200);
    expect(await ask(port, { ca })).toMatch(/^E/);
    expect(await ask(port, { ca, ...stranger })).toMatch(/^E/);
  });

  it('closes a connection that begins no TLS', async () => {
    certificates();
    const { port } = await serve({ tls: tlsOf() });
    expect(await say(port, '\x16\x03\x01')).toBe('');
  });

  it('sends nothing before it has a certificate of the client', async () => {
    const { ca } = certificates();
    const { port } = await serve({ tls: tlsOf({ clientCa: pathOf('ca.pem') }) });
    const socket = connect({ host: '127.0.0.1', port, ca });
    const said = listen(socket);
    socket.write(request('/metrics'));
    await new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    expect(said()).toBe('');
  });

  it('is refused with a key of another, or with what is none', () => {
    certificates();
    const reasonOf = (files: Partial<TlsFiles>) => {
      const found = readTls({ cert: pathOf('server.pem'), key: pathOf('server.key'), clientCa: undefined, ...files });
      return found.ok ? undefined : found.reason.replaceAll(`${pathOf('.')}/`, '');
    };
    expect(reasonOf({ key: pathOf('client.key') })).toBe('"client.key" is no key of "server.pem"');
    expect(reasonOf({ cert: pathOf('server.key') })).toBe('"server.key" has no certificate (PEM)');
    expect(reasonOf({ clientCa: pathOf('ca.key') })).toBe('"ca.key" has no certificate (PEM)');
    expect(reasonOf({ cert: pathOf('none.pem') })).toBe('"none.pem" can\'t be read: no such file or folder');
    expect(reasonOf({})).toBeUndefined();
  });
});

describe('a server for others', () => {
  it('is refused without a token or client certificates', async () => {
    for (const host of ['0.0.0.0', '::']) {
      await expect(serve({ host })).rejects.toThrow(/ is not loopback, which needs a token or client certificates$/);
    }
    certificates();
    await expect(serve({ host: '0.0.0.0', tls: tlsOf() })).rejects.toThrow('is not loopback');
  });

  it('says that its token can be read on the way', async () => {
    expect((await serve({ host: '0.0.0.0', token: TOKEN })).isExposed).toBe(true);
    expect((await serve({ token: TOKEN })).isExposed).toBe(false);
  });
});

describe('the Host header', () => {
  const isOurs = (host: string, local: string) => createHostCheck(HOSTNAME, undefined).isOurs(host, local);

  it('on an address for others is that address or a name of the machine', () => {
    for (const host of ['10.0.0.7', '10.0.0.7:9465', 'web-01', 'web-01.example.org:9465', 'web-01.example.org.']) {
      expect([host, isOurs(host, '10.0.0.7'), isOurs(host, '::ffff:10.0.0.7')]).toEqual([host, true, true]);
    }
    for (const host of ['localhost', '127.0.0.1', '10.0.0.8', 'web-011.example.org', 'example.org', '[::1]']) {
      expect([host, isOurs(host, '10.0.0.7')]).toEqual([host, false]);
    }
  });

  it('may have an IPv6 address in any of its forms', () => {
    expect(isOurs('[2001:DB8:0:0::1]:9465', '2001:db8::1')).toBe(true);
    expect(isOurs('[2001:db8::2]', '2001:db8::1')).toBe(false);
    expect(isOurs('[fe80::1]', 'fe80::1%eth0')).toBe(true);
    expect(isOurs('[::ffff:127.0.0.1]', '127.0.0.1')).toBe(true);
  });

  it('may have the names of the certificate', () => {
    certificates();
    const check = createHostCheck(HOSTNAME, new X509Certificate(fs.readFileSync(pathOf('server.pem'))));
    expect(check.isOurs('monitor.example:9465', '10.0.0.7')).toBe(true);
    expect(check.isOurs('other.example', '10.0.0.7')).toBe(false);
  });

  it.each(['[', '[]', '[::1', '::1', 'a:b:c', 'a b', '[127.0.0.1]', '127.1', '2130706433', '.', '%00', 'a/b'])(
    'is refused as %j',
    (host) => {
      expect(isOurs(host, '127.0.0.1')).toBe(false);
    },
  );
});

describe('over TLS', () => {
  it('recordings are the same, and so are parts of them', async () => {
    const { ca } = certificates();
    record(
      pathOf('a.ntr'),
      Array.from({ length: 500 }, (_, at) => quiet(at)),
      { commandLines: 'name' },
    );
    const bytes = fs.readFileSync(pathOf('a.ntr'));
    const { port } = await serve({ tls: tlsOf(), recordings: createRecordings(pathOf('.')) });
    const read = async (...headers: readonly string[]) => {
      const socket = connect({ host: '127.0.0.1', port, ca });
      const said = listen(socket);
      socket.write(request('/recordings/a.ntr', headers));
      await once(socket, 'close');
      return Buffer.from(said().split('\r\n\r\n').slice(1).join('\r\n\r\n'), 'latin1');
    };
    expect(await read()).toEqual(bytes);
    expect(await read('Range: bytes=1000-19999')).toEqual(bytes.subarray(1000, 20_000));
    expect(await read('Range: bytes=-5000')).toEqual(bytes.subarray(-5000));
  });

  it('a connection that begins and says no more is closed, and a thousand of them keep no other from an answer', async () => {
    const { ca } = certificates();
    const { port } = await serve({ tls: tlsOf() });
    const silent = [];
    for (let at = 0; at < 1000; at += 1) {
      const socket = connectPlain(port, '127.0.0.1');
      socket.on('error', () => {});
      silent.push(new Promise((resolve) => socket.resume().once('close', resolve)));
      await once(socket, 'connect');
      if (at % 2 === 0) socket.write('\x16\x03\x01\x02');
    }
    expect(await ask(port, { ca })).toBe(200);
    await Promise.all(silent);
  });
});
