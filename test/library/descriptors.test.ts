import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Process } from '../../src/library/process/process.js';
import { asNobody, isRoot } from '../support/nobody.js';
import { startPrinting } from '../support/printing.js';

const mostAllowed = Number(/^Max open files +\d+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
const COUNT = Math.min(5000, mostAllowed - 50);

/** Opens many files, says its PID, and ends with its input. */
const OPENER = `$| = 1; for (1 .. ${COUNT}) { open $f[$_], '<', '/dev/null' or die } print "$$\\n"; <STDIN>`;

it('numFds counts 5,000 descriptors as the list has them, for root and for any user', async () => {
  const { pid } = await startPrinting('sh', ['-c', 'ulimit -n "$1"; exec perl -e "$2"', 'sh', `${COUNT + 50}`, OPENER]);
  const listed = Number(execFileSync('sh', ['-c', 'ls "/proc/$1/fd" | wc -l', 'sh', `${pid}`], { encoding: 'utf8' }));
  expect(listed).toBeGreaterThanOrEqual(COUNT);
  expect(new Process(pid).numFds()).toBe(listed);
  const forAll = statSync('/proc/self/fd').size > 0 || !isRoot;
  const asked = asNobody(
    pid,
    `(() => { try { return new ntop.Process(pid).numFds() } catch ({ name }) { return name } })()`,
  );
  expect(asked).toBe(forAll ? listed : 'AccessDenied');
});
