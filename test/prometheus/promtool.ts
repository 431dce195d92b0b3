import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const { error } = spawnSync('promtool', ['--version']);

/** What Prometheus' own tool says of files or of what it reads from its standard input. */
export function promtool(
  args: readonly string[],
  input = '',
): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8', input });
  return { status, said: stdout + stderr };
}

/** A test with promtool. Where it is not installed, that is all there is to say. */
export function itIsChecked(title: string, run: () => void): void {
  it(title, () => (error === undefined ? run() : expect(error).toMatchObject({ code: 'ENOENT' })));
}
