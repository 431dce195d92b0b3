import { execFileSync, spawn } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { createProbe } from '../../src/probe/probe.js';
import { statOf } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { NEEDS, rowsOf } from './readings.js';

/** So many that a first sample is read by two threads. */
const SLEEPERS = 1200;
const ZOMBIES = 20;
/** Each is named for its number, and says what it knows of itself once it is what it stays. */
const CROWD = `
  $| = 1;
  my @pids;
  for my $number (1 .. ${SLEEPERS}) {
    my $pid = fork // die $!;
    if (!$pid) { $0 = "sleeper $number"; setpriority 0, 0, $number % 5; sleep 600; exit }
    push @pids, $pid;
  }
  for (1 .. ${ZOMBIES}) { my $pid = fork // die $!; exit if !$pid; push @pids, $pid }
  print "@pids\\n";
  sysread STDIN, $_, 1;
  kill 'KILL', @pids`;

it('reads of each of many processes in a first sample what ps says of it', async () => {
  const pids = await startCrowd();
  const rows = new Map(rowsOf(await createProbe().sample(NEEDS)).map((row) => [row.pid, row]));
  const told = execFileSync('ps', ['-o', 'pid=,ppid=,pgid=,uid=,stat=,ni=,nlwp=,rss=,vsz=,args=', '-p', pids.join()], {
    encoding: 'utf8',
  });
  const lines = told.trim().split('\n');
  expect(lines).toHaveLength(SLEEPERS + ZOMBIES);
  for (const line of lines) {
    const [pid, ppid, pgid, uid, state, nice, threads, resident, virtual, ...words] = line.trim().split(/\s+/);
    const row = rows.get(Number(pid));
    const isZombie = state?.startsWith('Z') === true;
    expect(row).toMatchObject({
      ppid: Number(ppid),
      processGroupId: Number(pgid),
      uid: Number(uid),
      state: state?.charCodeAt(0),
      nice: Number(nice),
      threads: Number(threads),
      residentBytes: Number(resident) * 1024,
      virtualBytes: Number(virtual) * 1024,
      name: isZombie ? 'perl' : words.join(' ').slice(0, 15),
      startTicks: Number(statOf(Number(pid))?.[19]),
    });
    if (!isZombie) expect(row?.commandLine.replace(/\0+$/, '')).toBe(words.join(' '));
  }
});

/** The PIDs of processes that all sleep, or have ended. */
async function startCrowd(): Promise<readonly number[]> {
  const crowd = spawn('perl', ['-e', CROWD]);
  atEnd(() => void crowd.stdin.end());
  let output = '';
  crowd.stdout.setEncoding('utf8').on('data', (part: string) => {
    output += part;
  });
  await vi.waitUntil(() => output.endsWith('\n'), { timeout: PATIENCE_MILLISECONDS });
  const pids = output.trim().split(' ').map(Number);
  const settled = () =>
    pids.every((pid, index) => {
      const stat = statOf(pid);
      return index < SLEEPERS ? stat?.[0] === 'S' && Number(stat[16]) === (index + 1) % 5 : stat?.[0] === 'Z';
    });
  await vi.waitUntil(settled, { timeout: PATIENCE_MILLISECONDS });
  return pids;
}
