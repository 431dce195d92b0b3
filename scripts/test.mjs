// Every check and test of the project; ends with what failed, the sums, and the line "N passed, N failed".
// With arguments only the tests whose path contains one of them: npm test -- test/output
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Lines of a failure that are repeated at the end: a screen and its surroundings. */
const LINES = 36;
const COLUMNS = 200;

// A test that loops for ever can't be stopped from within.
const LONGEST_MILLISECONDS = 20 * 60 * 1000;

process.chdir(new URL('..', import.meta.url).pathname);
const wanted = process.argv.slice(2);
const tool = (name) => join('node_modules', '.bin', name);
const parts = [
  step('addon', 'npm', ['run', '--silent', 'install']),
  step('bundle', process.execPath, ['scripts/build.mjs']),
];
const built = parts.every(({ failures }) => failures.length === 0);

if (built && wanted.length === 0) {
  parts.push(
    step('biome', tool('biome'), ['ci', '--colors=off', '--max-diagnostics=50']),
    step('rooms', process.execPath, ['scripts/rooms.mjs']),
    step('tsc', tool('tsc'), ['--noEmit']),
    step('knip', tool('knip'), []),
    native(),
  );
}
if (built) parts.push(vitest());

const failures = parts.flatMap((part) => part.failures);
const passed = parts.reduce((total, part) => total + part.passed, 0);
// .ci/run takes what follows these words for its own end.
if (failures.length > 0) console.log(`\nWhat failed:\n${failures.map(excerpt).join('\n')}`);
console.log(
  `\n${parts.map(({ name, passed, failures }) => `${name} ${passed}/${passed + failures.length}`).join('  ')}`,
);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** A command that is one check: quiet when it passes. */
function step(name, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 });
  if (status === 0) return { name, passed: 1, failures: [] };
  const message = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
  console.log(`${name} failed:\n${message}`);
  return { name, passed: 0, failures: [{ title: name, message }] };
}

/** The C++ tests, which count themselves. */
function native() {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/native-test.mjs'], { encoding: 'utf8' });
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(stdout) ?? [];
  const told = stdout.split('\n').filter((line) => line.includes(': FAILED '));
  const failures = told.map((line) => ({ title: line, message: '' }));
  const sound = status === 0 && Number(passed) > 0 && Number(failed) === 0;
  if (!sound) console.log(`native tests failed:\n${stdout}${stderr}`);
  if (!sound && told.length === 0) failures.push({ title: 'native tests', message: `${stderr}${stdout}` });
  return { name: 'native', passed: Number(passed ?? 0), failures };
}

/** Tests that were skipped, files that did not load, and errors outside of tests count as failed. */
function vitest() {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=./scripts/test-reporter.mjs'];
  const { status, error } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...wanted],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NTOP_TEST_REPORT: report },
      timeout: LONGEST_MILLISECONDS,
    },
  );
  const { passed, failures } = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { passed: 0, failures: [] };
  rmSync(folder, { recursive: true });
  const sound = status === 0 && passed > 0;
  if (!sound && failures.length === 0) {
    failures.push({ title: 'vitest', message: error?.message ?? `it ended with status ${status}` });
  }
  return { name: 'vitest', passed, failures };
}

/** A failure's title, and below it the first lines of what there is to say, without colours. */
function excerpt({ title, message }) {
  const lines = stripVTControlCharacters(message).trim().split('\n');
  const told = [title, ...lines.slice(0, LINES).map((line) => `    ${line}`)];
  if (lines.length > LINES) told.push(`    … ${lines.length - LINES} lines more`);
  return told
    .map((line) => line.trimEnd().slice(0, COLUMNS))
    .filter(Boolean)
    .join('\n');
}
