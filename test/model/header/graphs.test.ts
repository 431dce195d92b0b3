import { describe, expect, it } from 'vitest';
import { GRAPHS, graphLines } from '../../../src/model/header/graphs.js';
import type { SystemCounters } from '../../../src/model/machine/snapshot.js';
import { createHistory, remember } from '../../../src/model/sample/history.js';
import { systemCounters, systemSample } from '../../support/system-sample.js';

const MEBIBYTE = 1024 ** 2;

/** What the graphs are drawn from after readings two seconds apart, each with what was received until then. */
function networkOf(...receivedBytes: readonly number[]) {
  const history = createHistory();
  let before: SystemCounters | undefined;
  let sample = systemSample(systemCounters());
  receivedBytes.forEach((bytes, index) => {
    const interfaces = [{ name: 'eth0', receivedBytes: bytes, sentBytes: 0, counted: true }];
    const counters = systemCounters({ monotonicSeconds: 1000 + 2 * index, interfaces });
    sample = systemSample(counters, before);
    remember(history, sample);
    before = counters;
  });
  return { sample, history, unicode: true };
}

function draw(title: string, context: ReturnType<typeof networkOf>, width = 60, height = 5): readonly string[] {
  const graph = GRAPHS.find((one) => one.title === title);
  if (graph === undefined) throw new RangeError(title);
  return graphLines(graph, context, width, height).map((line) => line.map(({ text }) => text).join(''));
}

describe('a graph of the header', () => {
  it('says what it shows, of what, in which unit and over which time', () => {
    const context = networkOf(0, 3 * MEBIBYTE, 5 * MEBIBYTE);
    expect(draw('Net', context)[0]).toBe(' Net in 1.0M/s out 0B/s               scale 0-2M/s, last 4s ');
    expect(draw('Mem', context)[0]).toBe(' Mem 6.0G                              scale 0-16G, last 4s ');
  });

  it('is exactly as large as its room, and says less where there is less', () => {
    const context = networkOf(0, 3 * MEBIBYTE, 5 * MEBIBYTE);
    for (const width of [12, 26, 31, 45, 60]) {
      const lines = draw('Net', context, width);
      expect(lines.map((line) => line.length)).toEqual([width, width, width, width, width]);
    }
    expect(draw('Net', context, 31)[0]).toBe(' Net in 1.0M out 0B  0-2M/s 4s ');
    expect(draw('Net', context, 12)[0]).toBe(' Net        ');
  });

  it('draws what comes in above what goes out, on one scale', () => {
    const lines = draw('Net', networkOf(0, 2 * MEBIBYTE, 4 * MEBIBYTE), 30, 5);
    expect(lines.slice(1).map((line) => line.trim())).toEqual(
      ['⣿', '⣿', '', '⣀'].map((text) => expect.stringContaining(text)),
    );
  });

  it('changes its scale in steps, and says so when it has just done so', () => {
    const calm = [0, 1, 2, 3, 4, 5, 6, 7].map((second) => second * 2 * MEBIBYTE);
    expect(draw('Net', networkOf(...calm))[0]).toContain(' scale 0-1M/s');
    const rising = [...calm, 60 * MEBIBYTE];
    expect(draw('Net', networkOf(...rising))[0]).toContain('new scale 0-50M/s');
    expect(draw('Net', networkOf(...rising, 61e6, 62e6, 63e6, 64e6, 65e6))[0]).toContain(' scale 0-50M/s');
  });

  it('shows a dash for what is not known', () => {
    expect(draw('Net', { ...networkOf(), unicode: true })[0]).toContain(' Net in - out -');
  });
});
