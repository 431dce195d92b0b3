import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { type Options, settingsUnder } from '../../src/cli/options.js';
import { type Listing, runBatch } from '../../src/commands/batch.js';
import { runReplay } from '../../src/commands/replay.js';
import { infoText, openedRecording } from '../../src/commands/replay-info.js';
import { NO_NEEDS } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import { openWriter } from '../../src/recordings/writer.js';
import { fakeLogins, SSH_LOGIN } from '../support/sessions.js';
import { fakeSnapshot } from '../support/snapshots.js';
import { fakeSockets } from '../support/sockets.js';
import { fakeWorld } from '../support/world.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-replay-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a machine reads, second after second, in which nginx uses half a CPU and grows. */
function readingAt(seconds: number): Snapshot {
  return fakeSnapshot({
    seconds,
    processes: [
      ...SSH_LOGIN,
      { pid: 1, uid: 0, name: 'init', cpuSeconds: 1, residentBytes: 1e6 },
      { pid: 20, name: 'nginx', ppid: 1, cpuSeconds: seconds / 2, residentBytes: 1e6 * seconds, cgroup: '/web' },
      { pid: 30 + seconds, name: '\u001b[2Jshort', ppid: 20, commandLine: ['x', '\udc80'] },
    ],
    sockets: fakeSockets([{ serial: 1, protocol: 'tcp', local: '127.0.0.1:443' }], { seconds }),
    sessions: fakeLogins(),
  });
}

function inputOf(argv: readonly string[]) {
  const chunks: string[] = [];
  const told: string[] = [];
  const options = parseArguments(argv) as Options;
  const listing: Listing = {
    options,
    settings: settingsUnder(options, DEFAULT_SETTINGS),
    users: options.users,
    out: { write: async (text) => void chunks.push(text), isTerminal: false, width: undefined, unicode: true },
    tell: (sentence) => void told.push(sentence),
    found: () => {},
    stop: new AbortController().signal,
  };
  return { listing, lines: () => chunks.join('').split('\n').slice(0, -1), told };
}

function record(readings: readonly Snapshot[]): string {
  const path = join(folder, 'day.ntr');
  const opened = openWriter({ path, needs: NO_NEEDS, intervalSeconds: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  for (const reading of readings) expect(opened.writer.add(reading)).toEqual({ ok: true });
  opened.writer.close();
  return path;
}

async function live(readings: readonly Snapshot[], ...argv: readonly string[]) {
  const { listing, lines } = inputOf(['-n', String(readings.length - 1), '-d', '100ms', ...argv]);
  const left = [...readings];
  const sample = async () => left.shift() ?? Promise.reject(new Error('no more'));
  await runBatch({ ...listing, source: { ...fakeWorld().world.source, sample } });
  return lines();
}

async function replayed(path: string, ...argv: readonly string[]) {
  const { listing, lines, told } = inputOf(['replay', path, ...argv]);
  const choice = listing.options.replay;
  if (choice === undefined) throw new Error('no recording was named');
  const recording = openedRecording(choice);
  try {
    await runReplay({ ...listing, recording, choice });
    return { lines: lines(), told };
  } finally {
    recording.close();
  }
}

describe('printing a recording', () => {
  it.each([
    ['processes', '--json'],
    ['processes', '--json', '-F', 'cpu>10', '-s', '-pid'],
    ['processes', '--json', '-u', 'root'],
    ['processes', '--csv'],
    ['connections', '--json', '--fields', 'localPort,state'],
    ['sessions', '--json'],
    ['memory', '--json', '--fields', 'pid,residentBytes,command'],
  ])('is what %s %s %s %s would have printed of the same readings', async (...argv) => {
    const readings = [1, 2, 3, 4].map(readingAt);
    const now = await live(readings, ...argv);
    const past = await replayed(record(readings), ...argv);
    const isCsv = argv.includes('--csv');
    // The first one has no reading before it, and so no rates: without a recording it is not printed.
    const ofSecond = past.lines.findIndex((line) => line.includes(timeOf(readings[1])));
    expect(past.lines.slice(ofSecond)).toEqual(isCsv ? now.slice(1) : now);
    expect(past.told).toEqual([]);
  });

  it('computes nothing over a time in which nothing was recorded', async () => {
    const readings = [1, 2].map(readingAt);
    const path = record(readings);
    record([3, 4].map(readingAt));
    const { lines } = await replayed(path, '--json');
    expect(lines.map((line) => JSON.parse(line).intervalSeconds)).toEqual([null, 1, null, 1]);
  });

  it('finds samples by time, whatever form it has', async () => {
    const path = record([1, 2, 3, 4, 5].map(readingAt));
    const printed = async (...argv: readonly string[]) => {
      const { lines } = await replayed(path, '--json', ...argv);
      return lines.map((line) => JSON.parse(line).time);
    };
    const [one, two, three, four, five] = [1, 2, 3, 4, 5].map((second) => timeOf(readingAt(second)));
    expect(await printed('--from', four ?? '')).toEqual([four, five]);
    expect(await printed('--from=-2s')).toEqual([three, four, five]);
    expect(await printed('--to', two ?? '')).toEqual([one, two]);
    expect(await printed('--from', two ?? '', '--to', '+1500ms')).toEqual([two, three]);
    expect(await printed('--to=-1d')).toEqual([]);
    expect(await printed('--from', 'now', '-n', '1')).toEqual([five]);
  });

  it('says what it holds', () => {
    const recording = openedRecording({ path: record([1, 2, 3].map(readingAt)) });
    const text = infoText(recording);
    recording.close();
    expect(text).toMatch(/^commands {2}full$/m);
    expect(text).toMatch(/^samples {3}3, every 1 s$/m);
    expect(text).toMatch(/^file {6}.*day\.ntr: 3 samples, 2s, [\d.]+[BK], ntop /m);
    expect(text).toMatch(/^damage {4}none$/m);
  });
});

function timeOf(reading: Snapshot | undefined): string {
  return new Date(reading?.system.wallClockMilliseconds ?? 0).toISOString();
}
