import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { PROGRAM } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { temporaryFolder } from '../support/recordings.js';

const pathOf = temporaryFolder();

function ntop(...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...argv], {
    encoding: 'utf8',
    timeout: PATIENCE_MILLISECONDS,
  });
  return { status, stdout, stderr };
}

/** `ntop serve` on a free port, and what it has said up to the line with its address. */
async function serving(...argv: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--listen', '127.0.0.1:0', ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  atEnd(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await expect.poll(() => said).toMatch(/serving http:.*\n/);
  const [, origin = ''] = /serving (http:\/\/\S+)\/metrics/.exec(said) ?? [];
  return { child, origin, said: () => said };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<readonly unknown[]> {
  const exit = once(child, 'exit');
  child.kill(signal);
  return await exit;
}

it.each(['SIGINT', 'SIGTERM'] as const)(
  'says where it serves, serves the machine, and ends with 0 at %s',
  async (signal) => {
    const { child, origin, said } = await serving();
    expect(said()).toBe(`ntop: serving ${origin}/metrics; ^C ends it\n`);
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    expect(metrics).toContain(`target_info{host_name="${hostname()}"`);
    const [, seconds] = /^system_uptime_seconds (\S+)$/m.exec(metrics) ?? [];
    const uptime = Number(fs.readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
    expect(Number(seconds)).toBeLessThanOrEqual(uptime);
    expect(Number(seconds)).toBeGreaterThan(uptime - PATIENCE_MILLISECONDS / 1000);
    const idle = await fetch(`${origin}/`);
    expect(idle.status).toBe(200);
    expect(await ended(child, signal)).toEqual([0, null]);
  },
);

it('serves recordings without arguments, and names the others, whatever they are called', async () => {
  ntop('record', '-n', '1', '--command-lines', 'name', pathOf('named.ntr'));
  ntop('record', '-n', '1', pathOf('full\u001b[31m\n.ntr'));
  const { child, origin, said } = await serving('--recordings', pathOf('.'));
  await expect
    .poll(() => said().split('\n')[1])
    .toBe('ntop: full?[31m?.ntr is not served: it has arguments of programs; record with --command-lines name or none');
  const list = await (await fetch(`${origin}/recordings/`)).text();
  expect(list).toMatch(/^named\.ntr\t[^\n]*\n$/);
  const bytes = Buffer.from(await (await fetch(`${origin}/recordings/named.ntr`)).arrayBuffer());
  expect(bytes.equals(fs.readFileSync(pathOf('named.ntr')))).toBe(true);
  expect(await ended(child, 'SIGTERM')).toEqual([0, null]);
  expect(ntop('replay', pathOf('named.ntr'), '--info').stdout).toMatch(/^commands {2}name$/m);
});

it('says in one sentence why it can not begin', async () => {
  const other = createServer();
  atEnd(() => void other.close());
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const place = `127.0.0.1:${Object(other.address()).port}`;
  fs.writeFileSync(pathOf('token'), 'abcdefghijklmnop\n', { mode: 0o644 });
  const refused = { status: 1, stdout: '' };
  expect(ntop('serve', '--listen', place)).toEqual({
    ...refused,
    stderr: `ntop: cannot listen on ${place}: it is in use\n`,
  });
  expect(ntop('serve', '--listen', '192.0.2.1:0', '--token-file', pathOf('token'))).toEqual({
    ...refused,
    stderr: `ntop: the token file "${pathOf('token')}" can be read by other users (mode 0644): use chmod 600\n`,
  });
  fs.chmodSync(pathOf('token'), 0o600);
  expect(ntop('serve', '--listen', '192.0.2.1:0', '--token-file', pathOf('token'))).toEqual({
    ...refused,
    stderr: 'ntop: cannot listen on 192.0.2.1:0: this machine has no such address\n',
  });
  expect(ntop('serve', '--recordings', pathOf('none'))).toEqual({
    ...refused,
    stderr: `ntop: cannot serve "${pathOf('none')}": no such file or folder\n`,
  });
  expect(ntop('serve', '--listen', ':9465')).toEqual({
    status: 2,
    stdout: '',
    stderr: 'ntop: --listen ":9465" needs --token-file or --client-ca\nTry: ntop --help\n',
  });
});

it('says that a token can be read on the way to an address without TLS', async () => {
  fs.writeFileSync(pathOf('token'), 'abcdefghijklmnop\n', { mode: 0o600 });
  const { said } = await serving('--token-file', pathOf('token'), '--listen', ':0');
  await expect
    .poll(said)
    .toContain('ntop: the token can be read on the way to this address; use --tls-cert, or a tunnel\n');
});
