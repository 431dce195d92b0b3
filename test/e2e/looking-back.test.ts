import { expect, it } from 'vitest';
import { startSleeper } from '../support/children.js';
import { rowOf, startNtop } from '../support/e2e.js';

it('a process that has ended is there again in the past, where it can not be signalled, and gone when it is now again', async () => {
  const [child, other] = [await startSleeper(), await startSleeper()];
  const session = await startNtop(['-p', `${child.pid},${other.pid}`, '--sort', '+pid', '--delay', '0.2']);
  await session.waitFor(() => rowOf(session, child.pid) !== undefined);
  process.kill(child.pid, 'SIGKILL');
  await child.exit;
  await session.waitFor(() => rowOf(session, child.pid) === undefined);
  await session.press('z');
  await session.waitFor('PAUSED');
  await session.press('left');
  await session.waitFor(/PAST \d\d:\d\d:\d\d \(-/);
  // The first sample there is has it.
  await session.press('ctrl+left');
  await session.waitFor('this is the oldest sample there is');
  expect(rowOf(session, child.pid)).toMatchObject({ S: 'S' });
  await session.press('home', 'k');
  await session.waitFor('not in the past: Z goes back to now');
  await session.press('right');
  await session.press('Z');
  await session.waitFor((screen) => !screen.join().includes('PAST'));
  expect(rowOf(session, child.pid)).toBeUndefined();
  expect(rowOf(session, other.pid)).toBeDefined();
});

it('what is played goes on by itself until it is now again', async () => {
  const session = await startNtop(['-p', String(process.pid), '--delay', '0.1']);
  await session.press('z');
  await session.waitFor('PAUSED');
  await session.press('left');
  await session.waitFor('PAST');
  await session.press('d');
  await session.waitFor('Times as fast as it was');
  await session.press('backspace');
  session.type('50');
  await session.press('enter');
  await session.waitFor('z plays 50 times as fast');
  await session.press('z');
  await session.waitFor((screen) => !screen.join().includes('PAST'));
});
