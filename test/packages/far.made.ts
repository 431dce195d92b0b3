import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helperName, TARGETS } from '../../scripts/package/prebuilds.mjs';
import { createFarSource } from '../../src/remote/far-source.js';
import { makeTree, NEEDS } from '../probe/readings.js';
import { atEnd } from '../support/endings.js';
import { logInForTest, writeFakeSsh } from '../support/far.js';

const PROBES = 'build/prebuilds';
const MOST_BYTES = 1 << 20;

const MADE = TARGETS.filter(({ libc }) => libc === 'musl').filter((target) =>
  existsSync(join(PROBES, helperName(target))),
);

// What is sent to another machine, run as that machine would run it; in an emulator if it is of another CPU.
describe.each(MADE)('the helper of $name', (target) => {
  const file = join(PROBES, helperName(target));
  const isOwn = process.arch === (target.cpu === 'x86_64' ? 'x64' : 'arm64');

  it('is small, and needs nothing of the machine that it is sent to', () => {
    expect(readFileSync(file).length).toBeLessThanOrEqual(MOST_BYTES);
    const headers = execFileSync('readelf', ['--wide', '--program-headers', file], { encoding: 'utf8' });
    expect(headers).not.toMatch(/INTERP|DYNAMIC/);
  });

  it('shows the processes there, and ends one by its identity', { timeout: 120_000 }, async () => {
    const run = isOwn ? '' : `qemu-${target.cpu} `;
    const tools = makeTree({ uname: `#!/bin/sh\nif [ "$1" = -m ]; then echo ${target.cpu}; else echo Linux; fi\n` });
    chmodSync(join(tools, 'uname'), 0o755);
    const inEmulator = `line=$(printf %s "$line" | sed 's#if "$file" --test#if ${run}"$file" --test#; s#exec "$file"#exec ${run}"$file"#')`;
    const program = writeFakeSsh(`${inEmulator}; exec sh -c "$line"`, `PATH='${tools}':"$PATH"`);
    const far = await logInForTest(program, 'far', { findHelper: () => readFileSync(file) });
    const source = createFarSource(far, () => Promise.reject(new Error('not again')));
    const child = spawn('sleep', ['1234'], { stdio: 'ignore' });
    atEnd(() => void child.kill('SIGKILL'));
    const { processes } = await source.sample(NEEDS);
    const slot = processes.columns.pid.indexOf(child.pid as number);
    const identity = {
      pid: child.pid as number,
      startTicks: processes.columns.startTicks[slot] as number,
      pidfdInode: processes.columns.pidfdInode[slot] as number,
    };
    expect(await source.actions.hold({ ...identity, startTicks: identity.startTicks + 1 })).toMatchObject({
      gone: true,
    });
    const held = await source.actions.hold(identity);
    if (!held.ok) throw new Error(held.code);
    const ended = once(child, 'exit');
    expect(await source.actions.signal(held.hold, 15)).toEqual({ ok: true });
    expect(await ended).toEqual([null, 'SIGTERM']);
  });
});
