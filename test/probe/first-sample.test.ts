import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Needs } from '../../src/model/machine/machine.js';
import { needsOf } from '../../src/model/state/needs.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import { initialState } from '../../src/model/state/state.js';
import { beginSample, holds } from '../../src/probe/first-sample.js';
import { createProbe } from '../../src/probe/probe.js';
import { startSleeper } from '../support/children.js';
import { NEEDS, readRow, rowsOf } from './readings.js';

/** What the screen needs that opens without arguments. */
const USUAL = needsOf(
  initialState({
    pane: 'processes',
    settings: DEFAULT_SETTINGS,
    readonly: false,
    userName: 'ada',
    filter: { text: '', filter: undefined },
    users: undefined,
    pids: undefined,
    notice: undefined,
    size: { columns: 120, rows: 40 },
  }),
);

afterEach(() => vi.unstubAllEnvs());

describe('a first sample that was begun before it was known what to show', () => {
  it('is the one that the process list is drawn from', async () => {
    const child = await startSleeper({ args: ['marked'] });
    const probe = createProbe({ first: beginSample() });
    expect(holds(USUAL)).toBe(true);
    const row = await readRow(child.pid, USUAL, probe);
    expect(row.commandLine).toContain('marked');
    // Taken when it was begun: what started later is in the next one.
    const taken = beginSample();
    await taken?.sample;
    const begun = createProbe({ first: taken });
    const late = await startSleeper();
    expect(rowsOf(await begun.sample(NEEDS)).some(({ pid }) => pid === late.pid)).toBe(false);
    expect(await readRow(late.pid, {}, begun)).toMatchObject({ pid: late.pid });
  });

  it('is followed by another one if more is needed, with the texts of both', async () => {
    const child = await startSleeper({ args: ['marked'] });
    const read = (needs: Partial<Needs>) => readRow(child.pid, needs, createProbe({ first: beginSample() }));
    expect(await read({ io: true })).toMatchObject({ writeBytes: 0 });
    expect((await read({ io: true })).commandLine).toContain('marked');
    expect((await read({ cgroup: true })).cgroup).toMatch(/^\//);
    expect((await read({ memory: true })).swapBytes).toBeGreaterThanOrEqual(0);
    const threads = rowsOf(await createProbe({ first: beginSample() }).sample({ ...NEEDS, threads: true }));
    expect(threads.filter(({ threadGroupId }) => threadGroupId === process.pid).length).toBeGreaterThan(1);
    const detailed = await createProbe({ first: beginSample() }).sample({ ...NEEDS, memoryDetail: true });
    expect(detailed.system.memoryDetail).toBeDefined();
  });

  it.each<Partial<Needs>>([
    { io: true },
    { threads: true },
    { interfaces: true },
    { groups: [] },
    { sessions: 'now' },
    { sockets: { kinds: {} } as unknown as Needs['sockets'] },
    // Needs that there may be one day.
    { later: true } as Partial<Needs>,
  ])('does not hold %j', (needs) => {
    expect(holds({ ...NEEDS, visibleSlots: [1], sessions: 'seldom', freshNice: true })).toBe(true);
    expect(holds({ ...NEEDS, ...needs })).toBe(false);
  });

  it('that can not be taken says why when it is asked for', async () => {
    vi.stubEnv('NTOP_PROCFS', '/nowhere/proc');
    const probe = createProbe({ first: beginSample() });
    await new Promise((resolve) => setImmediate(resolve));
    await expect(probe.sample(NEEDS)).rejects.toThrow('/nowhere/proc');
    await expect(probe.sample(NEEDS)).rejects.toThrow('/nowhere/proc');
  });
});
