import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { atEnd } from './endings.js';

/** Starts a program whose first line is the PID that the test is about, its own or a child's. */
export async function startPrinting(
  command: string,
  args: readonly string[],
): Promise<{ pid: number; parent: ChildProcess }> {
  const parent = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  atEnd(() => void parent.kill('SIGKILL'));
  const [data] = await once(parent.stdout, 'data');
  return { pid: Number(String(data)), parent };
}
