import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { BlockDevice, DeletedFiles, FileSystem } from '../../../src/model/machine/disk-table.js';
import { atEnd } from '../../support/endings.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const PROGRAM = [fileOf('./world-program.mjs'), fileOf('../../../build/Release/ntop.node')];

/** JSON has null where a number is unknown, and nothing where a text is undefined. */
type Told<Row> = { readonly [Key in keyof Row]?: Row[Key] | null };
export type WorldReading = {
  readonly devices: readonly Told<BlockDevice>[];
  readonly fileSystems: readonly Told<FileSystem>[];
  readonly seconds: number;
};

/** Mounts that nothing else on the machine sees, and ntop's reading of them. */
export type DiskWorld = {
  readonly folder: string;
  /** What a shell says there. */
  sh(command: string): Promise<string>;
  read(): Promise<WorldReading>;
  deletedOpen(): Promise<DeletedFiles>;
};

/** Undefined where nothing may be mounted. */
export async function startDiskWorld(): Promise<DiskWorld | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-world-'));
  const args = ['-m', '--propagation', 'private', process.execPath, ...PROGRAM];
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn('unshare', args, {
    env: { ...process.env, LC_ALL: 'C', TMPDIR: folder },
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit').catch(() => undefined);
  child.stdin.on('error', () => undefined);
  atEnd(async () => {
    child.stdin.end();
    await exit;
    rmSync(folder, { recursive: true, force: true });
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ask = async (question: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { done, value } = await lines.next();
    if (done) throw new Error('it has ended');
    const answer = JSON.parse(value);
    if ('error' in answer) throw new Error(answer.error);
    return answer.value;
  };
  try {
    await ask({ sh: 'mount -t tmpfs none /mnt && umount /mnt' });
  } catch {
    return undefined;
  }
  return {
    folder,
    sh: async (command) => (await ask({ sh: command })) as string,
    read: async () => (await ask({})) as WorldReading,
    deletedOpen: async () => (await ask({ deleted: true })) as DeletedFiles,
  };
}

/** A world with a small ext4 on a loop device, mounted at `disk` in its folder; undefined where there can be none. */
export async function startLoopWorld(options = ''): Promise<(DiskWorld & { readonly at: string }) | undefined> {
  const world = await startDiskWorld();
  if (world === undefined) return undefined;
  const at = join(world.folder, 'disk');
  try {
    await world.sh(
      `truncate -s 16M image; mkfs.ext4 -q -F -N 64 ${options} image; mkdir disk; mount -o loop image disk`,
    );
  } catch {
    return undefined;
  }
  return { ...world, at };
}
