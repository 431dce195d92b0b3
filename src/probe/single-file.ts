import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** The name of the addon within the executable. */
const ASSET = 'ntop.node';

/** O_TMPFILE of open(2): a file without a name. Node does not name it, and O_DIRECTORY, a part of it, depends on the CPU. */
const UNNAMED = 0o20000000 | constants.O_DIRECTORY | constants.O_RDWR;

/** What lies in the executable under this name; undefined where ntop is no single file, or has nothing there. */
export function assetOfExecutable(name: string): Uint8Array | undefined {
  const sea = process.getBuiltinModule('node:sea');
  if (!sea?.isSea()) return undefined;
  try {
    return new Uint8Array(sea.getRawAsset(name) as ArrayBuffer);
  } catch {
    return undefined;
  }
}

/**
 * Where ntop is one executable file: the addon that it holds, undefined elsewhere. A library can only be loaded from a
 * file, so it is written into one without a name, which is gone when it is closed.
 */
export function loadFromExecutable(): unknown {
  const sea = process.getBuiltinModule('node:sea');
  if (!sea?.isSea()) return undefined;
  const bytes = new Uint8Array(sea.getRawAsset(ASSET) as ArrayBuffer);
  const failures: string[] = [];
  for (const folder of new Set([tmpdir(), '/dev/shm', '/var/tmp', process.env.XDG_RUNTIME_DIR ?? '/run'])) {
    try {
      return loadFrom(folder, bytes);
    } catch (error) {
      // No such folder, not for this user, no unnamed files there, or nothing there may be run.
      failures.push(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`it needs a place for a temporary file that may be run: ${failures.join('; ')}`);
}

function loadFrom(folder: string, bytes: Uint8Array): unknown {
  const file = openSync(folder, UNNAMED, 0o700);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    const module = { exports: {} };
    process.dlopen(module, `/proc/self/fd/${file}`);
    return module.exports;
  } finally {
    closeSync(file);
  }
}
