import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { atEnd } from '../../support/endings.js';

export type Program = {
  readonly pid: number;
  /** Gives it a line and waits for the one that it answers, as JSON. */
  ask(line: string): Promise<unknown>;
  /** Ends it, waits until it has ended. */
  end(): Promise<void>;
};

/** Answers each line with the value of that line, a Python expression; `run` executes statements. */
const SERVE = `
import json, os, socket, struct, sys, time
def run(code):
    exec(code, globals())
print('null', flush=True)
for line in sys.stdin:
    print(json.dumps(eval(json.loads(line))), flush=True)
`;

/**
 * A Python that does as it is told, and ends with its standard input, so that it never outlives the test. What it forks
 * can wait for the end of the test at descriptor 3.
 */
export async function startPython(prefix: readonly string[] = []): Promise<Program> {
  const [command = '', ...args] = [...prefix, 'python3', '-u', '-c', SERVE];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  atEnd(() => void child.stdio[3]?.destroy());
  const exit = once(child, 'exit');
  const end = async () => {
    child.stdin?.end();
    child.kill('SIGKILL');
    await exit;
  };
  atEnd(end);
  const ask = asker(child);
  return { pid: child.pid as number, end, ask: await ask.ready() };
}

function asker(child: ChildProcess) {
  let complaint = '';
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
  stderr.on('data', (data) => {
    complaint += data;
  });
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`the program ended: ${complaint}`);
    return JSON.parse(value) as unknown;
  };
  return {
    async ready() {
      await answer();
      return async (line: string) => {
        stdin.write(`${JSON.stringify(line)}\n`);
        return answer();
      };
    },
  };
}

/** Refuses socket(AF_NETLINK, …) to a program, as sandboxes do. */
export const WITHOUT_NETLINK = `
import ctypes, os, platform, struct, sys
number, arch = {'x86_64': (41, 0xC000003E), 'aarch64': (198, 0xC00000B7)}[platform.machine()]
code = [(0x20, 0, 0, 4), (0x15, 0, 5, arch), (0x20, 0, 0, 0), (0x15, 0, 3, number), (0x20, 0, 0, 16),
        (0x15, 0, 1, 16), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7FFF0000)]
filter = b''.join(struct.pack('HBBI', *line) for line in code)
buffer = ctypes.create_string_buffer(filter)
program = ctypes.create_string_buffer(struct.pack('HxxxxxxP', len(code), ctypes.addressof(buffer)))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0
os.execv(sys.argv[1], sys.argv[1:])
`;
