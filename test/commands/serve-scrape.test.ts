import { describe, expect, it } from 'vitest';
import { createScrape } from '../../src/commands/serve-scrape.js';
import type { Needs } from '../../src/model/machine/machine.js';
import { fakeBatch, fakeEvent } from '../support/events.js';
import { NO_NETWORK, readExposition, valueIn } from '../support/metrics.js';
import { type FakeReading, fakeSnapshot } from '../support/snapshots.js';

async function* nothingHappens() {
  yield fakeBatch([]);
  await new Promise(() => {});
}

/** A machine that is read once for each scrape, and what was asked of it. */
function machine(readings: readonly FakeReading[]) {
  const asked: Needs[] = [];
  const source = {
    events: nothingHappens,
    async sample(needs: Needs) {
      asked.push(needs);
      const reading = readings[Math.min(asked.length, readings.length) - 1];
      return fakeSnapshot({ seconds: 10 * asked.length, ...reading });
    },
  };
  return { asked, scrape: createScrape({ source, programs: ['cron'], network: async () => NO_NETWORK }) };
}

const { memory } = fakeSnapshot().system;
const swapless = memory && { ...memory, swapFreeBytes: memory.swapTotalBytes };
const STARTED = 'ntop_program_started_total';
const shell = { pid: 10, name: 'sh', residentBytes: 1 };

describe('a scrape', () => {
  it('is one sample, and none is taken before it', async () => {
    const { asked, scrape } = machine([{ processes: [shell] }]);
    expect(asked).toHaveLength(0);
    const first = readExposition(await scrape('openmetrics'));
    const second = readExposition(await scrape('classic'));
    expect(asked).toHaveLength(2);
    expect([first.end, second.end]).toEqual(['# EOF', undefined]);
    expect(valueIn(first, 'ntop_program_processes', { program: 'sh' })).toBe(1);
    expect(valueIn(first, 'ntop_program_processes', { program: 'cron' })).toBe(0);
  });

  it('tells of its own cost, which only grows', async () => {
    const { scrape } = machine([{ processes: [shell] }]);
    const costs = [];
    for (let round = 0; round < 3; round++) {
      costs.push(valueIn(readExposition(await scrape('classic')), 'ntop_scrape_cpu_seconds_total') ?? Number.NaN);
    }
    expect(costs[0]).toBe(0);
    expect(costs[1]).toBeGreaterThan(0);
    expect(costs[2]).toBeGreaterThan(costs[1]);
  });

  it('does not read the swapped memory of processes where nothing is swapped: it is 0', async () => {
    const { asked, scrape } = machine([{ processes: [shell], system: { memory: swapless } }]);
    await scrape('classic');
    const text = await scrape('classic');
    expect(asked.map((needs) => needs.memory === true)).toEqual([false, false]);
    expect(valueIn(readExposition(text), 'ntop_program_swap_bytes', { program: 'sh' })).toBe(0);
  });

  it('reads it from the next one on where something is; until then it is unknown', async () => {
    const { asked, scrape } = machine([{ processes: [shell] }, { processes: [{ ...shell, swapBytes: 7 }] }]);
    const before = await scrape('classic');
    const after = await scrape('classic');
    expect(asked.map((needs) => needs.memory === true)).toEqual([false, true]);
    const swapped = [before, after].map((text) =>
      valueIn(readExposition(text), 'ntop_program_swap_bytes', { program: 'sh' }),
    );
    expect(swapped).toEqual([undefined, 7]);
  });

  it('that fails says why, and the next one can succeed', async () => {
    let isBroken = true;
    const source = {
      events: nothingHappens,
      async sample() {
        if (isBroken) throw new Error('/proc is not mounted.');
        return fakeSnapshot();
      },
    };
    const scrape = createScrape({ source, programs: [], network: async () => NO_NETWORK });
    await expect(scrape('classic')).rejects.toThrow('/proc is not mounted.');
    isBroken = false;
    expect(await scrape('classic')).toContain('target_info{host_name="testhost"');
  });

  it('counts what started and ended since the one before, which was listened to meanwhile', async () => {
    const started = fakeEvent({ event: 'started', pid: 11, startTicks: 5, name: 'cron', cgroup: '/' });
    let happen = () => {};
    const source = {
      sample: async () => fakeSnapshot({ processes: [shell] }),
      async *events() {
        yield fakeBatch([]);
        for (;;) {
          await new Promise<void>((resolve) => {
            happen = resolve;
          });
          yield fakeBatch([started, started]);
        }
      },
    };
    const scrape = createScrape({ source, programs: ['cron'], network: async () => NO_NETWORK, pause: async () => {} });
    const starts = async () => valueIn(readExposition(await scrape('classic')), STARTED, { program: 'cron' });
    await expect.poll(starts).toBe(0);
    happen();
    await expect.poll(starts).toBe(2);
    expect(await starts()).toBe(2);
  });

  it('has no starts and ends where listening has failed', async () => {
    const source = {
      sample: async () => fakeSnapshot({ processes: [shell] }),
      // biome-ignore lint/correctness/useYield: it fails before it has anything to tell
      async *events(): AsyncGenerator<never> {
        throw new Error('not permitted');
      },
    };
    const scrape = createScrape({ source, programs: ['cron'], network: async () => NO_NETWORK });
    await scrape('classic');
    expect(await scrape('classic')).not.toContain(STARTED);
  });
});
