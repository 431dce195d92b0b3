import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { ProcessEvent } from '../../../src/model/machine/events.js';
import { startPython } from '../net/programs.js';
import { type Heard, hear, isEnd, itIsTold } from './heard.js';

const run = (code: string) => `run(${JSON.stringify(code)})`;

/** How often each of these children has ended, by its PID, which other processes may have had before. */
function endsOf(heard: Heard, pids: readonly number[], parent: number): Map<number, ProcessEvent[]> {
  const ends = new Map<number, ProcessEvent[]>(pids.map((pid) => [pid, []]));
  for (const event of heard.events) if (isEnd(event) && event.parentPid === parent) ends.get(event.pid)?.push(event);
  return ends;
}

/** Forks a child for each number, which ends by `how`; waits for all of them and gives their PIDs. */
const FORK = `
import resource, signal
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
def fork_each(numbers, how):
    made = []
    for number in numbers:
        pid = os.fork()
        if pid == 0:
            how(number)
            os._exit(99)
        os.waitpid(pid, 0)
        made.append(pid)
    return made
def die(number):
    if number not in (9, 32, 33): signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
`;

itIsTold('tells every exit status there is, once', async () => {
  const heard = await hear();
  const python = await startPython();
  await python.ask(run(FORK));
  const pids = (await python.ask('fork_each(range(256), os._exit)')) as number[];
  await heard.end(pids[255], python.pid);
  const ends = [...endsOf(heard, pids, python.pid).values()];
  expect(ends.map((each) => each.map(({ event, exitStatus, signal }) => [event, exitStatus, signal]))).toEqual(
    pids.map((_, status) => [['exited', status, undefined]]),
  );
  for (const [end] of ends) expect(end).toMatchObject({ parentPid: python.pid });
});

itIsTold('tells every signal that ends a process, and which of them are crashes', async () => {
  const heard = await hear();
  const python = await startPython();
  await python.ask(run(FORK));
  const harmless = ['SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGWINCH'] as const;
  const spared = new Set<number>(harmless.map((name) => constants.signals[name]));
  const signals = Array.from({ length: 64 }, (_, at) => at + 1).filter((number) => !spared.has(number));
  const pids = (await python.ask(`fork_each(${JSON.stringify(signals)}, die)`)) as number[];
  await heard.end(pids[pids.length - 1], python.pid);
  const ends = [...endsOf(heard, pids, python.pid).values()];
  expect(ends.map((each) => each.map(({ exitStatus, signal }) => [exitStatus, signal]))).toEqual(
    signals.map((signal) => [[undefined, signal]]),
  );
  const crashes = ends.flat().flatMap(({ event, signal }) => (event === 'crashed' ? signal : []));
  expect(crashes).toEqual(
    (
      [
        'SIGQUIT',
        'SIGILL',
        'SIGTRAP',
        'SIGABRT',
        'SIGBUS',
        'SIGFPE',
        'SIGSEGV',
        'SIGXCPU',
        'SIGXFSZ',
        'SIGSYS',
      ] as const
    )
      .map((name) => constants.signals[name])
      .sort((one, other) => one - other),
  );
});

const MANY = `use POSIX; my @pids;
for my $number (0..9999) {
  my $pid = fork;
  POSIX::_exit($number % 256) unless $pid;
  waitpid $pid, 0;
  push @pids, $pid;
}
print '[', join(',', @pids), ']'`;

itIsTold('tells the end of each of 10,000 short-lived processes once, or counts it as lost', async () => {
  const heard = await hear();
  const maker = spawn('perl', ['-e', MANY], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pids: number[] = JSON.parse(await text(maker.stdout));
  // The last one that is told is a later one.
  await heard.end(maker.pid as number);
  const ends = endsOf(heard, pids, maker.pid as number);
  // Where others fork much meanwhile, PIDs come round, and two of the children have the same.
  const statusesOf = new Map<number, number[]>();
  for (const [at, pid] of pids.entries()) statusesOf.set(pid, [...(statusesOf.get(pid) ?? []), at % 256]);
  let missing = 0;
  for (const [pid, statuses] of statusesOf) {
    const told = (ends.get(pid) ?? []).map(({ exitStatus }) => exitStatus);
    const fitting = statuses.filter((status) => told.includes(status));
    expect([pid, told]).toEqual([pid, fitting]);
    missing += statuses.length - told.length;
  }
  expect(missing).toBeLessThanOrEqual(heard.lost());
});

/** A shell that ends once its start was told, and what was told of it. */
async function lifeOf(heard: Heard, words: readonly string[]) {
  const child = spawn('sh', words, { stdio: ['pipe', 'ignore', 'ignore'] });
  const ofIt = (event: ProcessEvent) => event.pid === child.pid;
  await heard.until(() => heard.events.some((event) => ofIt(event) && event.event === 'started'));
  child.stdin.end();
  const end = await heard.end(child.pid as number);
  return { start: heard.events.find((event) => ofIt(event) && event.event === 'started') as ProcessEvent, end };
}

itIsTold('tells what a process was: its start, arguments, group and life', async () => {
  const heard = await hear();
  const words = ['-c', 'read x; exit 3', 'an argument', ''];
  let { start, end } = await lifeOf(heard, words);
  // When too much happens on the machine, a start is told without what it is of.
  while (start.name === '') ({ start, end } = await lifeOf(heard, words));
  expect(start).toMatchObject({
    ...{ name: 'sh', command: ['sh', ...words], parentPid: process.pid },
    ...{ uid: process.getuid?.(), exitStatus: undefined, signal: undefined, source: 'connector' },
  });
  expect(start.startTicks).toBeGreaterThan(0);
  expect(Math.abs(start.wallClockMilliseconds - Date.now())).toBeLessThan(120_000);
  expect(end).toMatchObject({
    ...{ event: 'exited', exitStatus: 3, command: start.command, startTicks: start.startTicks },
    ...{ pidfdInode: start.pidfdInode, cgroup: start.cgroup },
  });
  const between = (end.wallClockMilliseconds - start.wallClockMilliseconds) / 1000;
  expect(end.lifetimeSeconds).toBeGreaterThanOrEqual(between - 0.02);
});

itIsTold('knows at its end a process that was there before it listened', async () => {
  const python = await startPython();
  const heard = await hear();
  await python.end();
  expect(await heard.end(python.pid)).toMatchObject({
    name: 'python3',
    signal: 9,
    event: 'exited',
    parentPid: process.pid,
  });
});

itIsTold('tells no end of a process whose first thread has ended, but that of its last', async () => {
  const heard = await hear();
  const python = await startPython();
  // The first thread ends alone; the other one waits for a line, and then ends the process.
  const child = `
import ctypes, os, platform, sys, threading
def wait():
    sys.stdin.readline()
    os._exit(7)
threading.Thread(target=wait).start()
ctypes.CDLL(None).syscall({'x86_64': 60, 'aarch64': 93}[platform.machine()], 0)`;
  await python.ask(
    run(
      `import subprocess; child = subprocess.Popen(['python3', '-c', ${JSON.stringify(child)}], stdin=subprocess.PIPE)`,
    ),
  );
  const pid = (await python.ask('child.pid')) as number;
  await python.ask(
    run(`
while open('/proc/%d/stat' % child.pid).read().rsplit(')', 1)[1].split()[0] != 'Z': time.sleep(0.01)`),
  );
  // What is heard later tells that this was not.
  await python.ask(run(FORK));
  const [marker] = (await python.ask('fork_each([0], os._exit)')) as number[];
  await heard.end(marker, python.pid);
  expect(heard.events.filter((event) => event.pid === pid && isEnd(event))).toEqual([]);
  await python.ask(run('child.communicate(b"\\n")'));
  expect(await heard.end(pid, python.pid)).toMatchObject({ event: 'exited', exitStatus: 7, name: 'python3' });
  expect(endsOf(heard, [pid], python.pid).get(pid)).toHaveLength(1);
});

itIsTold('follows a process whose thread execs', async () => {
  const heard = await hear();
  const python = await startPython();
  const child = `
import os, threading
threading.Thread(target=lambda: os.execvp('sh', ['sh', '-c', 'exit 5'])).start()
while True: pass`;
  await python.ask(run(`import subprocess; child = subprocess.Popen(['python3', '-c', ${JSON.stringify(child)}])`));
  const pid = (await python.ask('child.pid')) as number;
  await python.ask('child.wait()');
  expect(await heard.end(pid, python.pid)).toMatchObject({ event: 'exited', exitStatus: 5 });
  const ofIt = heard.events.filter((event) => event.pid === pid);
  expect(ofIt.map(({ event }) => event)).toEqual(['started', 'started', 'exited']);
  // Nothing is known of one that had ended before it was read.
  for (const [at, name] of ['python3', 'sh', 'sh'].entries()) expect([name, '']).toContain(ofIt[at]?.name);
});

itIsTold('tells a process made by vfork, and what is hostile in its name, as they are', async () => {
  const heard = await hear();
  const python = await startPython();
  const name = 'a,pid=1,uid=(x)';
  await python.ask(run('import tempfile; folder = tempfile.mkdtemp()'));
  await python.ask(run(`path = folder + '/' + ${JSON.stringify(name)}; os.symlink('/bin/true', path)`));
  await python.ask(run('pid = os.posix_spawn(path, [path, "\\x1b[2J\\n", b"\\xff"], {}); os.waitpid(pid, 0)'));
  await python.ask(run('os.unlink(path); os.rmdir(folder)'));
  const pid = (await python.ask('pid')) as number;
  const end = await heard.end(pid, python.pid);
  expect(end.exitStatus).toBe(0);
  const start = heard.events.find((event) => event.pid === pid && event.event === 'started');
  // It may have ended before it was read.
  for (const event of [start, end]) expect([name, '']).toContain(event?.name);
  if (start?.command !== undefined) expect(start.command.slice(1)).toEqual(['\x1b[2J\n', '\udcff']);
});
