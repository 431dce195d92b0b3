// Makes the packages, and then tests what was made, as far as this machine can: npm run test:packages
// With --made it tests those that are there.
import { spawnSync } from 'node:child_process';

process.chdir(new URL('..', import.meta.url).pathname);
const words = process.argv.slice(2);
if (!words.includes('--made')) must(['scripts/package.mjs']);
const filters = words.filter((word) => word !== '--made');
must(['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/packages/vitest.config.ts', ...filters]);

function must(args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
