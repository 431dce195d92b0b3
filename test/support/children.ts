import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './endings.js';

/** Text, or bytes that need not be UTF-8. */
type Words = string | Buffer;

type Options = {
  /** What the kernel calls it (15 bytes of it); its program is a link of this name. */
  readonly name?: Words;
  /** The first of its arguments, `child` if left out. */
  readonly argv0?: Words;
  /** Arguments that it takes no notice of, for telling it apart. */
  readonly args?: readonly Words[];
  /** All of its environment. */
  readonly env?: readonly (readonly [name: Words, value: Words])[];
  readonly cwd?: Words;
  /** Whose it is; only root can choose. */
  readonly uid?: number;
};

export type Child = {
  readonly pid: number;
  /** Its own children's. */
  readonly below: readonly number[];
  signal(name: NodeJS.Signals): void;
  /** Its exit status or the signal that ended it, as it happens. */
  readonly exit: Promise<number | NodeJS.Signals>;
  /** Ends it, waits until it has ended. */
  end(): Promise<void>;
};

/** Says that it is there, and ends with its standard input, so that it never outlives the test. */
const SLEEP = 'echo;read x';

/** Takes what it is to become from the first line of its input, because bytes are no arguments in Node. */
const LAUNCH = `
  my $all = '';
  while (sysread STDIN, my $part, 1) { last if $part eq "\\n"; $all .= $part }
  my ($file, $folder, $variables, @words) = map { [map { pack 'H*', substr $_, 1 } split /,/, substr $_, 1] } split / /, $all;
  chdir $folder->[0] or die $!;
  %ENV = @$variables if @$variables;
  exec { $file->[0] } map { $_->[0] } @words or die $!`;

/** A process that sleeps: `child -c echo;read x` and its arguments. */
export function startSleeper(options: Options = {}): Promise<Child> {
  return start(SLEEP, options);
}

/** A process that holds more memory than a sleeper. */
export function startHog(options: Options = {}): Promise<Child> {
  return start(`y=$(head -c 20000000 /dev/zero|tr '\\0' y);${SLEEP}`, options);
}

/** A process that uses all of a CPU, for two minutes at most. */
export function startSpinner(options: Options = {}): Promise<Child> {
  return start('ulimit -t 120;echo;while :;do :;done', options);
}

/** A process that ends with status 3 when it is asked to end. */
export function startFailing(options: Options = {}): Promise<Child> {
  return start(`trap 'exit 3' TERM;${SLEEP}`, options);
}

/** A process that takes no notice of the signals that ask politely. */
export function startStubborn(options: Options = {}): Promise<Child> {
  return start(`trap '' TERM INT HUP;${SLEEP}`, options);
}

/**
 * A process with `count` children of its own, whose last argument is `leaf` and their number. They outlive it, up to the
 * end of the test: they wait at the socket that is its standard error, since Node closes its input as soon as it ends.
 */
export function startFamily(count: number, options: Options = {}): Promise<Child> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1).join(' ');
  return start(`l=lea;for n in ${numbers};do sh -c 'read x' ${'$'}{l}f$n <&2 >&2& echo $!;done;${SLEEP}`, options);
}

/** Whether the process has ended; one that nobody has buried yet has. */
export function isGone(pid: number): boolean {
  return stateOf(pid) === undefined || stateOf(pid) === 'Z';
}

/** The letter of proc_pid_stat(5); undefined when there is no such process. */
export function stateOf(pid: number): string | undefined {
  return statOf(pid)?.[0];
}

/** What follows the name in proc_pid_stat(5), state first. */
export function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** The nice value of whoever runs the tests, which its children have too. */
export function ownNice(): number {
  return Number(statOf(process.pid)?.[16]);
}

const shell = '/bin/sh';

async function start(
  code: string,
  { name, argv0 = 'child', args = [], env = [], cwd = process.cwd(), uid }: Options,
): Promise<Child> {
  const file = name === undefined ? shell : linkTo(shell, name);
  const child = spawn('perl', ['-e', LAUNCH], { stdio: 'pipe', ...(uid === undefined ? {} : { uid, gid: uid }) });
  // It may be gone before it has read all.
  child.stdin.on('error', () => {});
  const variables = env.flat().map(hex).join(',');
  const words = [argv0, '-c', code, ...args].map(hex).map((word) => `=${word}`);
  child.stdin.write(`=${hex(file)} =${hex(cwd)} =${variables} ${words.join(' ')}\n`);
  const exit = once(child, 'exit').then(([code, signal]) => code ?? signal);
  const below = await readReady(child);
  const handle = handleOf(child, below, exit);
  atEnd(handle.end);
  return handle;
}

function handleOf(child: ChildProcessWithoutNullStreams, below: readonly number[], exit: Child['exit']): Child {
  return {
    pid: child.pid as number,
    below,
    exit,
    // Node sends nothing once it knows that the child has ended, so this can't reach a stranger.
    signal: (signal) => void child.kill(signal),
    async end() {
      child.stdin.end();
      child.kill('SIGKILL');
      child.stderr.destroy();
      await exit;
    },
  };
}

async function readReady(child: ChildProcessWithoutNullStreams): Promise<readonly number[]> {
  let said = '';
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  for await (const data of child.stdout.iterator({ destroyOnReturn: false })) {
    said += data;
    if (/(?:^|\n)\n$/.test(said)) return said.trim().split('\n').filter(Boolean).map(Number);
  }
  throw new Error(`the child did not start: ${complaint}`);
}

/** A byte before the digits, so that an empty text is a word too. */
function hex(text: Words): string {
  return `x${Buffer.from(text as string).toString('hex')}`;
}

function linkTo(file: string, name: Words): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-child-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name as string)]);
  symlinkSync(file, path);
  return path;
}
