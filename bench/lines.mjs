import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts a helper that answers every line with a line. Its death makes every question fail. */
export function startHelper(command, args, { env = process.env } = {}) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const waiting = [];
  let ended = false;
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  const onEnd = (why) => {
    ended = true;
    for (const { reject } of waiting.splice(0)) reject(new Error(`bench: ${command} has ended (${why})`));
  };
  const exit = new Promise((resolve) => {
    child.on('error', (error) => resolve(onEnd(error.message)));
    child.on('close', (code, signal) => resolve(onEnd(signal ?? code)));
  });
  child.stdin.on('error', () => {});
  const answer = () =>
    new Promise((resolve, reject) => {
      if (ended) reject(new Error(`bench: ${command} has ended`));
      else waiting.push({ resolve, reject });
    });
  return {
    pid: child.pid,
    /** The next line that it prints without a request. */
    answer,
    ask(line) {
      child.stdin.write(`${line}\n`);
      return answer();
    },
    /** Ends its input, and waits for its end. */
    async stop() {
      child.stdin.end();
      await exit;
    },
  };
}
