import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { NEED_FLAGS, type Needs } from '../../src/model/machine/machine.js';
import { createFarSource } from '../../src/remote/far-source.js';
import { LoginError } from '../../src/remote/login.js';
import { NEEDS } from '../probe/readings.js';
import { atEnd } from '../support/endings.js';
import { logInForTest, writeFakeSsh } from '../support/far.js';
import { startSshd } from '../support/sshd.js';

const isRoot = process.getuid?.() === 0;
const NEVER = () => Promise.reject(new LoginError('not again'));

type Answer = { names: (string | number)[]; columns: object; system: object };

const PATIENCE = { timeout: 20_000 };

const leftIn = (program: string) => readdirSync(join(dirname(program), 'there'));

/** It has run for the last time when it is back. */
async function startSleep() {
  const child = spawn('sleep', ['1234'], { stdio: 'ignore' });
  atEnd(() => void child.kill('SIGKILL'));
  await expect.poll(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8'), PATIENCE).toMatch(/\(sleep\) S/);
  return child;
}

it('shows the processes of a machine over ssh, and ends one by its identity', { timeout: 60_000 }, async () => {
  const server = await startSshd();
  const user = isRoot ? 'root' : server.user;
  const far = await logInForTest(server.program, `${user}@127.0.0.1`);
  const source = createFarSource(far, NEVER);
  const child = await startSleep();
  const { processes } = await source.sample(NEEDS);
  const slot = processes.columns.pid.indexOf(child.pid as number);
  expect(processes.texts.name[slot]).toBe('sleep');
  expect(processes.texts.commandLine[slot]).toBe('sleep\x001234\0');
  const identity = {
    pid: child.pid as number,
    startTicks: processes.columns.startTicks[slot],
    pidfdInode: processes.columns.pidfdInode[slot],
  };
  const stranger = await source.actions.hold({ ...identity, startTicks: identity.startTicks + 1 });
  expect(stranger).toMatchObject({ ok: false, gone: true });
  const held = await source.actions.hold(identity);
  if (!held.ok) throw new Error(held.code);
  const ended = once(child, 'exit');
  expect(await source.actions.signal(held.hold, 15)).toEqual({ ok: true });
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(await source.actions.signal(held.hold, 15)).toMatchObject({ ok: false, gone: true });
});

it('works for a user with nothing, who may not end the processes of others', { timeout: 60_000 }, async () => {
  const server = await startSshd();
  const far = await logInForTest(server.program, `${server.user}@127.0.0.1`);
  const source = createFarSource(far, NEVER);
  expect(source.users.ownUid).toBe(server.uid);
  const child = await startSleep();
  const { processes } = await source.sample(NEEDS);
  const slot = processes.columns.pid.indexOf(child.pid as number);
  const identity = {
    pid: child.pid as number,
    startTicks: processes.columns.startTicks[slot],
    pidfdInode: processes.columns.pidfdInode[slot],
  };
  const held = await source.actions.hold(identity);
  const outcome = held.ok ? await source.actions.signal(held.hold, 15) : held;
  expect(outcome).toEqual(isRoot ? { ok: false, code: 'EPERM', gone: false } : { ok: true });
});

it('gives the columns of every sample as they are there, although only changes are sent', async () => {
  const program = writeFakeSsh();
  const far = await logInForTest(program);
  const source = createFarSource(far, NEVER);
  const sockets = {
    ...{ tcp: true, udp: true, raw: true, unix: true, listeningOnly: false },
    ...{ counters: true, owners: true, allOwners: false, allNamespaces: false },
  };
  const needs = { ...NEEDS, io: true, cgroup: true, memory: true, sockets };
  for (let round = 0; round < 4; round++) {
    const children = await Promise.all(Array.from({ length: round }, startSleep));
    const told = await source.sample(needs);
    // Another login is told everything anew.
    const fresh = await createFarSource(await logInForTest(program), NEVER).sample(needs);
    for (const { pid = 0 } of children) {
      const [one, other] = [told, fresh].map(({ processes: { columns, texts } }) => {
        const slot = columns.pid.indexOf(pid);
        const numbers = (['startTicks', 'pidfdInode', 'ppid', 'uid', 'cpuSeconds', 'virtualBytes'] as const).map(
          (name) => columns[name][slot],
        );
        return [...numbers, texts.name[slot], texts.cgroup[slot]];
      });
      expect(one).toEqual(other);
    }
  }
  expect(leftIn(program)).toEqual([]);
});

it('reads there whatever can be read here', async () => {
  const far = await logInForTest(writeFakeSsh());
  const asked: string[] = [];
  const { ask } = far.connection;
  far.connection.ask = (name, ...rest) => {
    asked.push(name);
    return ask.call(far.connection, name, ...rest);
  };
  const source = createFarSource(far, NEVER);
  const all = Object.fromEntries(NEED_FLAGS.map((need) => [need, true]));
  const needs: Needs = { ...NEEDS, ...all, groups: ['cpu', 'memory'], emptyGroups: true, sessions: 'now' };
  const snapshot = await source.sample(needs);
  expect(snapshot).toMatchObject({
    interfaces: expect.anything(),
    sessions: expect.anything(),
    events: expect.anything(),
  });
  expect(snapshot.fileSystems?.map(({ mountPoint }) => mountPoint)).toContain('/proc');
  expect(snapshot.system.memoryDetail).toBeDefined();
  expect(asked).toEqual(expect.arrayContaining(['DiskReader', 'SensorEngine', 'listGroups', 'Events', 'askFiles']));
  const found = await source.deletedOpen?.();
  expect(found?.files).toBeInstanceOf(Array);
});

it('finds its way through what startup files print', { timeout: 60_000 }, async () => {
  const noise = 'echo welcome; echo "ntop-far 2 Linux x86_64"; head -c 3000 /dev/urandom; echo; exec sh -c "$line"';
  const far = await logInForTest(writeFakeSsh(noise));
  expect((await createFarSource(far, NEVER).sample(NEEDS)).processes.count).toBeGreaterThan(1);
});

it('understands shells of other kinds', async () => {
  for (const shell of ['bash', 'dash']) {
    const far = await logInForTest(writeFakeSsh(`exec ${shell} -c "$line"`));
    expect(far.hello.effectiveUser).toBe(process.geteuid?.());
  }
});

/** A PATH with everything but the named programs, in a folder that takes files. */
function pathWithout(without: readonly string[]): string {
  const folder = '/dev/shm/path';
  const names = ['sh', 'uname', 'head', 'cat', 'chmod', 'wc', 'rm', 'perl'].filter((name) => !without.includes(name));
  const links = names.map((name) => `ln -s "$(command -v ${name})" ${folder}/${name}`);
  return `mkdir -p ${folder}; ${links.join('; ')}; export PATH=${folder}`;
}

const NOEXEC = ['/dev/shm', '/run', '/tmp', '/var/tmp']
  .map((path) => `mount -t tmpfs -o noexec none ${path}`)
  .join(' && ');

it('runs from memory where no folder takes a program, or says why not', { timeout: 60_000 }, async () => {
  const program = writeFakeSsh();
  const line = `export HOME=/dev/shm NTOP_REMOTE_DIR=; ${NOEXEC}`;
  const inNamespace = `unshare --mount ${isRoot ? '' : '--map-root-user'} sh -c`;
  writeFileSync(
    program,
    `#!/bin/sh\nfor line; do :; done\nexport line\nexec ${inNamespace} '${line} && exec sh -c "$line"'\n`,
  );
  const far = await logInForTest(program);
  expect((await createFarSource(far, NEVER).sample(NEEDS)).processes.count).toBeGreaterThan(1);

  const without = `${line} && ${pathWithout(['perl'])}; exec sh -c "$line"`.replaceAll("'", '"');
  writeFileSync(program, `#!/bin/sh\nfor line; do :; done\nexport line\nexec ${inNamespace} '${without}'\n`);
  chmodSync(program, 0o755);
  await expect(logInForTest(program)).rejects.toThrow(/^nothing can be run on far: no folder there takes a program/);
});

it('says in one sentence what is no machine for it', async () => {
  const other = writeFakeSsh('uname() { echo riscv64; }; printf "\\nntop-far 1 Linux riscv64\\n"; cat >/dev/null');
  await expect(logInForTest(other)).rejects.toThrow('far is Linux on riscv64, for which this ntop has no helper');
  await expect(logInForTest('/nonexistent/ssh')).rejects.toThrow(
    'no connection to far: there is no ssh on this machine',
  );
  const refusing = writeFakeSsh('echo "far: Permission denied (publickey)." >&2; exit 255');
  await expect(logInForTest(refusing)).rejects.toThrow('no connection to far: far: Permission denied (publickey)');
});

it('does not connect where the key of the host is another one', { timeout: 60_000 }, async () => {
  const server = await startSshd();
  const known = join(dirname(dirname(server.program)), 'known');
  const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw';
  writeFileSync(known, `[127.0.0.1]:${server.port} ${other}\n`);
  await expect(logInForTest(server.program, `${server.user}@127.0.0.1`)).rejects.toThrow(
    /Host key verification failed$/,
  );
});

it('ends well wherever the connection is cut, and leaves no file and no process there', {
  timeout: 120_000,
}, async () => {
  // Unlike head(1), dd(1) gives at once what it reads.
  for (const bytes of [0, 5, 25, 40, 60, 100, 1000, 20_000, 60_000]) {
    const program = writeFakeSsh(`sh -c "$line" | { dd bs=1 count=${bytes} 2>/dev/null; kill $$; }`);
    const attempt = logInForTest(program).then(async (far) => {
      const source = createFarSource(far, NEVER);
      for (;;) await source.sample(NEEDS);
    });
    await expect(attempt).rejects.toThrow();
    await expect.poll(() => leftIn(program), PATIENCE).toEqual([]);
  }
});

it('stops at answers that are none, and never takes them for numbers', async () => {
  const frames = ['\\377\\377\\377\\377rubbish', '\\002\\0\\0\\0\\0\\377', '\\003\\0\\0\\0\\0\\0\\017'];
  for (const frame of frames) {
    const runs = `printf "\\nntop-far 1 Linux x86_64\\n"; head -c 10 >/dev/null; printf "\\nntop-far runs\\n${frame}"; cat >/dev/null`;
    await expect(logInForTest(writeFakeSsh(runs), 'far', { findHelper: () => new Uint8Array(8) })).rejects.toThrow(
      /far side|connection/,
    );
  }
});

it('loses the connection to a machine that sends something else than readings of a machine', async () => {
  const program = writeFakeSsh();
  for (const bad of [5, 'text', {}, { columns: {} }, undefined, []]) {
    const far = await logInForTest(program);
    const ask = far.connection.ask.bind(far.connection);
    far.connection.ask = (name, ...rest) => (name === 'sample' ? Promise.resolve(bad) : ask(name, ...rest));
    const source = createFarSource(far, NEVER);
    await expect(source.sample(NEEDS)).rejects.toThrow(/^What the other machine sent is no reading of a machine: /);
    await expect(source.sample(NEEDS)).rejects.toThrow('not again');
  }
  const changes: readonly ((answer: Answer) => void)[] = [
    (answer) => Object.assign(answer, { slots: 2 ** 40 }),
    (answer) => (answer.names[0] = 2 ** 32 - 2),
    (answer) => (answer.names[0] = 'length'),
    (answer) => Object.assign(answer.columns, { pid: [1, 2, 3] }),
    (answer) => Object.assign(answer.system, { hostname: 7 }),
  ];
  for (const change of changes) {
    const far = await logInForTest(program);
    const ask = far.connection.ask.bind(far.connection);
    far.connection.ask = async (name, ...rest) => {
      const answer = await ask(name, ...rest);
      if (name === 'sample') change(answer as Answer);
      return answer;
    };
    await expect(createFarSource(far, NEVER).sample(NEEDS)).rejects.toThrow(/is no reading of a machine: /);
  }
});

it('loses no background reading when the connection is cut, and what ssh says then is not written', async () => {
  const told: string[] = [];
  const noisy = writeFakeSsh('echo welcome >&2; sh -c "$line"; echo "closed by remote host" >&2');
  const far = await logInForTest(noisy, 'far', { tell: (text) => told.push(text) });
  const source = createFarSource(far, NEVER);
  const rejected: unknown[] = [];
  const note = (reason: unknown) => void rejected.push(reason);
  process.on('unhandledRejection', note);
  atEnd(() => void process.off('unhandledRejection', note));
  const reading = source.sample({ ...NEEDS, groups: ['cpu'], emptyGroups: true, sessions: 'now' });
  far.connection.close('cut');
  await expect(reading).rejects.toThrow('cut');
  await expect(source.sample(NEEDS)).rejects.toThrow('not again');
  expect(await source.detail({ pid: 1, startTicks: 0, pidfdInode: 0 })).toMatchObject({ ok: false, code: 'ENOTCONN' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(rejected).toEqual([]);
  expect(told.join('')).toBe('welcome\n');
});

it('reaches a machine again, and knows every process there by its identity', { timeout: 60_000 }, async () => {
  const program = writeFakeSsh();
  const first = await logInForTest(program);
  let now = 0;
  const source = createFarSource(
    first,
    () => logInForTest(program),
    () => now,
  );
  const child = await startSleep();
  const before = await source.sample(NEEDS);
  const serialOf = ({ processes: { columns } }: typeof before, pid: number) => columns.serial[columns.pid.indexOf(pid)];
  const known = serialOf(before, child.pid as number);
  first.connection.close('cut');
  await first.connection.over;
  const later = await startSleep();
  now += 10_000;
  const after = await source.sample(NEEDS);
  expect(serialOf(after, child.pid as number)).toBe(known);
  const highest = Math.max(...before.processes.columns.serial);
  expect(serialOf(after, later.pid as number)).toBeGreaterThan(highest);
});
