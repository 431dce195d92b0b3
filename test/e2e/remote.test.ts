import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { IS_ROOT, openNtop, PROGRAM } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { assertNoForeignControls } from '../support/foreign-controls.js';
import { NO_MODES } from '../support/modes.js';
import { startSshd } from '../support/sshd.js';

function startSleep() {
  const child = spawn('sleep', ['4321'], { stdio: 'ignore' });
  atEnd(() => void child.kill('SIGKILL'));
  return child;
}

it('shows another machine on the screen, says which, and ends a process there', { timeout: 120_000 }, async () => {
  const server = await startSshd();
  const host = `${IS_ROOT ? 'root' : server.user}@127.0.0.1`;
  const child = startSleep();
  const env = { PATH: `${dirname(server.program)}:${process.env.PATH}` };
  const session = await openNtop([host, '-p', String(child.pid)], { env });
  await session.waitFor(/sleep 4321/);
  expect(session.screen().join('\n')).toContain(`SSH ${host}`);
  const title = `\x1b[22;0t\x1b]2;ntop ${host}\x1b\\`;
  expect(session.bytes().indexOf(title)).toBeGreaterThanOrEqual(0);
  session.type('k');
  await session.waitFor(/SIGTERM/);
  const ended = once(child, 'exit');
  session.type('\r');
  expect(await ended).toEqual([null, 'SIGTERM']);
  await session.waitFor(/SIGTERM sent/);
  session.type('q');
  expect(await session.exit).toEqual({ code: 0, signal: 0 });
  expect(session.modes()).toEqual(NO_MODES);
  expect(session.bytes().toString()).toMatch(/\x1b\[23;0t$/);
  assertNoForeignControls(session.bytes());
});

it('prints another machine as it prints this one', { timeout: 60_000 }, async () => {
  const server = await startSshd();
  const child = startSleep();
  const run = async (...args: string[]) => {
    const env = { ...process.env, PATH: `${dirname(server.program)}:${process.env.PATH}` };
    const ntop = spawn(process.execPath, [PROGRAM, '--no-config', ...args], { env });
    let [out, err] = ['', ''];
    ntop.stdout.on('data', (chunk) => (out += chunk));
    ntop.stderr.on('data', (chunk) => (err += chunk));
    const [status] = await once(ntop, 'close');
    return { out, err, status };
  };
  const args = ['-p', String(child.pid), '--json', '--fields', 'pid,name,user,startTime,command'];
  const [near, far] = [await run(...args), await run(`${server.user}@127.0.0.1`, ...args)];
  expect(far.status).toBe(0);
  expect(JSON.parse(far.out).rows).toEqual(JSON.parse(near.out).rows);
  expect(JSON.parse(far.out).host).toBe(JSON.parse(near.out).host);

  const refused = await run('nobody-there@127.0.0.1', '--once');
  expect(refused.status).toBe(1);
  expect(refused.err).toMatch(/ntop: no connection to nobody-there@127\.0\.0\.1: .*Permission denied/);
  const wrong = await run('-oProxyCommand=x@y');
  expect(wrong.status).toBe(2);
});
