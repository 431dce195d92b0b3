import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atEnd } from './endings.js';

const SERVER = fileURLToPath(new URL('./dead-server.mjs', import.meta.url));

export type DeadServer = {
  /** Whoever opens it gets no answer from then on, whatever is asked. */
  readonly file: string;
  /** Stops it, so that it answers nothing at all; `end` ends it too. */
  stop(): void;
  /** Then all that waits for it fails. What has it open can't end before. */
  end(): Promise<void>;
};

/** A file system whose server falls silent until the test ends; undefined where nobody may mount. */
export async function startDeadServer(): Promise<DeadServer | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-dead-'));
  const server = spawn(process.execPath, [SERVER, folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  const end = () => endOf(server);
  atEnd(async () => {
    await end();
    spawnSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  await Promise.race([once(server.stdout, 'data'), once(server, 'exit')]);
  return server.exitCode === null
    ? { file: join(folder, 'f'), stop: () => void server.kill('SIGSTOP'), end }
    : undefined;
}

/** Kills a child, and waits until it is gone. */
export async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
