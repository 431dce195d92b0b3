import { spawn } from 'node-pty';
import { expect, it } from 'vitest';
import { createProbe } from '../../src/probe/probe.js';
import { atEnd } from '../support/endings.js';
import { NEEDS, rowOf } from './readings.js';

const ORPHAN = `
  $| = 1; $SIG{HUP} = 'IGNORE';
  my $pid = fork // die; if ($pid == 0) { sleep 600; exit }
  print "$pid\\n"; <STDIN>`;

it('gives a process that lost its parent and its terminal neither of them, though it did not run', async () => {
  const leader = spawn('perl', ['-e', ORPHAN], {});
  const ended = new Promise<void>((resolve) => leader.onExit(() => resolve()));
  const pid = await new Promise<number>((resolve) => {
    let said = '';
    leader.onData((text) => {
      said += text;
      if (said.includes('\n')) resolve(parseInt(said, 10));
    });
  });
  atEnd(() => void process.kill(pid, 'SIGKILL'));
  const probe = createProbe();
  for (let round = 0; round < 3; round += 1) await probe.sample(NEEDS);
  const before = rowOf(await probe.sample(NEEDS), pid);
  expect(before?.ppid).toBe(leader.pid);
  expect(before?.terminalDevice).not.toBe(0);
  leader.write('\r');
  await ended;
  const after = rowOf(await probe.sample(NEEDS), pid);
  expect(after).toMatchObject({ serial: before?.serial, terminalDevice: 0 });
  expect(after?.ppid).not.toBe(leader.pid);
});
