import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';

/** Modules of Node's that are loaded with the program, before it is known what it is to do. */
function loadedByTheProgram(): readonly string[] {
  const dist = new URL('../../dist/', import.meta.url);
  const program = readdirSync(dist).find((name) => /^ntop-program-\w+\.mjs$/.test(name)) ?? 'none';
  const { href } = new URL(program, pathToFileURL(dist.pathname));
  const code = `await import(${JSON.stringify(href)}); console.log(JSON.stringify(process.moduleLoadList))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    timeout: PATIENCE_MILLISECONDS,
  });
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as string[]).map((name) => name.replace('NativeModule ', ''));
}

it('a start waits for none of what Node takes long to load, and only recordings and other machines need', () => {
  const loaded = loadedByTheProgram();
  expect(loaded).toContain('os');
  for (const name of ['crypto', 'zlib', 'child_process', 'http', 'tls', 'worker_threads', 'internal/blocklist']) {
    expect(loaded).not.toContain(name);
  }
});
