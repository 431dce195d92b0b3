import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Identity } from '../../src/model/machine/identity.js';
import type { Actions, Hold, Outcome } from '../../src/model/machine/machine.js';
import { createActions } from '../../src/probe/actions.js';
import { createProbe } from '../../src/probe/probe.js';
import { type Child, ownNice, startSleeper, statOf } from '../support/children.js';
import { asNobody } from './nobody.js';
import { identify } from './readings.js';

const GONE = { ok: false, code: 'ESRCH', gone: true };
const INVALID = { ok: false, code: 'EINVAL', gone: false };
const SIGTERM = 15;
const SIGURG = 23;
const actions = createActions();
/** One that the tests, and so their children, may use. */
const CPU = Number(/^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);

it('signals the process that is held', async () => {
  const child = await startSleeper();
  const hold = await holdOf(await identify(child.pid));
  expect(await actions.signal(hold, SIGTERM)).toEqual({ ok: true });
  expect(await child.exit).toBe('SIGTERM');
  expect(await actions.signal(hold, SIGTERM)).toEqual(GONE);
  actions.release(hold);
});

it('sends nothing through a hold that was released', async () => {
  const child = await startSleeper();
  const hold = await holdOf(await identify(child.pid));
  actions.release(hold);
  actions.release(hold);
  expect(await actions.signal(hold, SIGTERM)).toEqual({ ok: false, code: 'EBADF', gone: false });
  expect(await isUntouched(child)).toBe(true);
});

it('leaves no descriptors behind, whether a hold succeeds or not', async () => {
  const child = await startSleeper();
  const identity = await identify(child.pid);
  const before = readdirSync('/proc/self/fd').length;
  for (let round = 0; round < 50; round += 1) {
    actions.release(await holdOf(identity));
    expect(await actions.hold({ ...identity, startTicks: 1 })).toEqual(GONE);
    expect(await actions.setNice({ ...identity, startTicks: 1 }, 18)).toEqual(GONE);
    expect(await actions.nice(identity)).toEqual({ ok: true, nice: ownNice() });
  }
  expect(readdirSync('/proc/self/fd')).toHaveLength(before);
});

it('changes the nice value, the I/O priority and the CPUs', async () => {
  const child = await startSleeper();
  const identity = await identify(child.pid);
  expect(await actions.setNice(identity, 17)).toEqual({ ok: true });
  expect(statOf(child.pid)?.[16]).toBe('17');
  expect(await actions.nice(identity)).toEqual({ ok: true, nice: 17 });
  expect(await actions.setIoPriority(identity, 'idle', 4)).toEqual({ ok: true });
  expect(await actions.setAffinity(identity, [CPU, CPU])).toEqual({ ok: true });
  const seen = await createProbe().detail(identity);
  expect(seen).toMatchObject({ detail: { ioPriority: { value: { class: 'idle' } }, affinity: { value: [CPU] } } });
  expect(await actions.setIoPriority(identity, 'best-effort', 6)).toEqual({ ok: true });
  expect(await actions.setAffinity(identity, [])).toEqual({ ok: true });
  const later = await createProbe().detail(identity);
  expect(later).toMatchObject({ detail: { ioPriority: { value: { class: 'best-effort', level: 6 } } } });
});

it('gives a thread a nice value of its own', async () => {
  const probe = createProbe();
  const { processes } = await probe.sample({ io: false, cgroup: false, threads: true, visibleSlots: [] });
  const { pid, threadGroupId, startTicks, pidfdInode } = processes.columns;
  const slot = threadGroupId.findIndex((leader, at) => leader === process.pid && pid[at] !== leader);
  const thread = { pid: pid[slot] ?? 0, startTicks: startTicks[slot] ?? 0, pidfdInode: pidfdInode[slot] ?? 0 };
  const own = await actions.nice(await identify(process.pid));
  expect(await actions.setNice(thread, 19)).toEqual({ ok: true });
  expect(await actions.nice(thread)).toEqual({ ok: true, nice: 19 });
  expect(await actions.nice(await identify(process.pid))).toEqual(own);
  expect(await actions.setNice({ ...thread, startTicks: thread.startTicks + 1 }, 19)).toEqual(GONE);
});

const EVERY_ACTION: readonly (readonly [string, (actions: Actions, identity: Identity) => Promise<Outcome>])[] = [
  ['hold', (all, identity) => all.hold(identity)],
  ['nice', (all, identity) => all.nice(identity)],
  ['setNice', (all, identity) => all.setNice(identity, 18)],
  ['setIoPriority', (all, identity) => all.setIoPriority(identity, 'idle', 0)],
  ['setAffinity', (all, identity) => all.setAffinity(identity, [0])],
];

it.each(EVERY_ACTION)('%s does nothing to a process that reused the PID', async (_, act) => {
  const child = await startSleeper();
  const identity = await identify(child.pid);
  const strangers = [{ ...identity, startTicks: identity.startTicks + 1 }];
  // Where the kernel numbers pidfds, even a start in the same tick is told apart.
  if (identity.pidfdInode !== 0) strangers.push({ ...identity, pidfdInode: identity.pidfdInode + 1 });
  for (const stranger of strangers) expect(await act(actions, stranger)).toMatchObject(GONE);
  expect(await isUntouched(child)).toBe(true);
});

it.each(EVERY_ACTION)('%s refuses PIDs that mean groups, everyone or nothing', async (_, act) => {
  for (const pid of [0, -1, -1234, 1.5, Number.NaN, 2 ** 31, 2 ** 40]) {
    expect(await act(actions, { pid, startTicks: 0, pidfdInode: 0 })).toEqual(INVALID);
  }
});

it('refuses values that the kernel has no meaning for', async () => {
  const child = await startSleeper();
  const identity = await identify(child.pid);
  const hold = await holdOf(identity);
  const refused = [
    ...[0, -1, 65, 1.5, Number.NaN].map((signal) => actions.signal(hold, signal)),
    ...[-21, 20, 1.5].map((nice) => actions.setNice(identity, nice)),
    ...[-1, 8].map((level) => actions.setIoPriority(identity, 'best-effort', level)),
    ...[[-1], [1.5], [70_000], [60_000]].map((cpus) => actions.setAffinity(identity, cpus)),
  ];
  for (const outcome of await Promise.all(refused)) expect(outcome).toEqual(INVALID);
  actions.release(hold);
  expect(await isUntouched(child)).toBe(true);
});

it('says when something is not permitted, and does not call that gone', async () => {
  // A child of ours is a stranger to nobody; where we are not root, all that is certain to be one is PID 1. What is
  // tried would be harmless if it were allowed: SIGURG is ignored, and unlike SIGCONT no session is excepted.
  const child = await startSleeper();
  const identity = await identify(process.getuid?.() === 0 ? child.pid : 1);
  const current = await actions.nice(identity);
  const outcomes = await asNobody(
    `
    const held = addon.hold(input.identity);
    return [held, addon.setNice(input.identity, input.nice), addon.signal(held.handle, input.identity, ${SIGURG})];`,
    { identity, nice: current.ok ? current.nice : 0 },
  );
  const [held, niced, signalled] = outcomes as { ok: boolean }[];
  expect(held?.ok).toBe(true);
  expect(niced).toEqual({ ok: false, code: 'EPERM', gone: false });
  expect(signalled).toEqual({ ok: false, code: 'EPERM', gone: false });
});

async function holdOf(identity: Identity): Promise<Hold> {
  const held = await actions.hold(identity);
  if (!held.ok) throw new Error(held.code);
  return held.hold;
}

/** With the nice value that it began with, and ended by nobody but us: a kill on its way would come first. */
async function isUntouched(child: Child): Promise<boolean> {
  const niceValue = statOf(child.pid)?.[16];
  child.signal('SIGINT');
  return Number(niceValue) === ownNice() && (await child.exit) === 'SIGINT';
}
