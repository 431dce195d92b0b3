// Every check and test of the project; ends with the line "N passed, N failed".
// With arguments only the tests whose path contains one of them: npm test -- test/output
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A test that loops for ever can't be stopped from within.
const LONGEST_MILLISECONDS = 8 * 60 * 1000;

process.chdir(new URL('..', import.meta.url).pathname);
const wanted = process.argv.slice(2);
const tool = (name) => join('node_modules', '.bin', name);
const parts = [
  step('addon', 'npm', ['run', '--silent', 'install']),
  step('bundle', process.execPath, ['scripts/build.mjs']),
];
const built = parts.every(({ failed }) => failed === 0);

if (built && wanted.length === 0) {
  parts.push(
    step('biome', tool('biome'), ['ci', '--colors=off', '--max-diagnostics=50']),
    step('tsc', tool('tsc'), ['--noEmit']),
    step('knip', tool('knip'), []),
    native(),
  );
}
if (built) parts.push(vitest());

const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
console.log(`\n${parts.map(({ name, passed, failed }) => `${name} ${passed}/${passed + failed}`).join('  ')}`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;

/** A command that is one check: quiet when it passes. */
function step(name, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 });
  if (status === 0) return { name, passed: 1, failed: 0 };
  console.log(`${name} failed:\n${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
  return { name, passed: 0, failed: 1 };
}

/** The C++ tests, which count themselves. */
function native() {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/native-test.mjs'], { encoding: 'utf8' });
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(stdout) ?? [];
  const sound = status === 0 && Number(passed) > 0 && Number(failed) === 0;
  if (!sound) console.log(`native tests failed:\n${stdout}${stderr}`);
  return { name: 'native', passed: Number(passed ?? 0), failed: sound ? 0 : Math.max(1, Number(failed ?? 0)) };
}

/** Tests that were skipped, and files that did not load, count as failed. */
function vitest() {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const program = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...wanted];
  const { status, error } = spawnSync(process.execPath, program, {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: LONGEST_MILLISECONDS,
  });
  if (error !== undefined) console.log(`vitest did not end: ${error.message}`);
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  rmSync(folder, { recursive: true });
  if (result === undefined) return { name: 'vitest', passed: 0, failed: 1 };
  const empty = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = result.numTotalTests - result.numPassedTests + empty.length;
  return { name: 'vitest', passed: result.numPassedTests, failed: status === 0 ? failed : Math.max(1, failed) };
}
