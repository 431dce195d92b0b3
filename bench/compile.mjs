import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A temporary directory that is removed at the end of the bench. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Compiles a C or C++ file of this folder; gives the program's path. Throws a sentence where it can't. */
export function compile(source, folder, name) {
  const compiler = source.endsWith('.c') ? (process.env.CC ?? 'cc') : (process.env.CXX ?? 'c++');
  const program = join(folder, name);
  const path = fileURLToPath(new URL(source, import.meta.url));
  const { status, stderr, error } = spawnSync(compiler, ['-O2', '-pthread', path, '-o', program], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench: ${compiler} can't compile ${source}: ${stderr ?? error?.message}`);
  return program;
}
