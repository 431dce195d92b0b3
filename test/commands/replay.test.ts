import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { SECTIONS } from '../../src/cli/flags.js';
import { type Options, settingsUnder } from '../../src/cli/options.js';
import { resolveUsers } from '../../src/cli/users.js';
import { type Listing, runBatch } from '../../src/commands/batch.js';
import { recordNeeds } from '../../src/commands/record-needs.js';
import { recordedUsers } from '../../src/commands/recorded-users.js';
import { runReplay } from '../../src/commands/replay.js';
import { infoText, openedRecording } from '../../src/commands/replay-info.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import { openWriter } from '../../src/recordings/writer.js';
import { fakeDevice, fakeFileSystem } from '../support/disks.js';
import { fakeGroups } from '../support/groups.js';
import { fakeSensors } from '../support/sensors.js';
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
    devices: [fakeDevice({ name: 'sda', serial: 1, sizeBytes: 1e9, readBytes: 1000 * seconds, reads: seconds })],
    swaps: [{ name: '/dev/sda2', kind: 'partition', sizeBytes: 4096, usedBytes: 0, priority: -2 }],
    fileSystems: [fillingAt(seconds)],
    groups: fakeGroups([
      { path: '/' },
      { path: '/web', cpuSeconds: seconds / 2, memoryBytes: 1e6 * seconds, tasks: 1 },
    ]),
    sensors: fakeSensors([{ name: 'coretemp', sensors: [{ label: 'Package id 0', value: 40 + seconds }] }]),
  });
}

/** It gets 8 MiB fuller in each second, of which it has room for a thousand. */
function fillingAt(seconds: number) {
  const [usedBytes, totalBytes] = [seconds * 2 ** 23, 1000 * 2 ** 23];
  return fakeFileSystem({ mountPoint: '/', serial: 1, totalBytes, usedBytes, availableBytes: totalBytes - usedBytes });
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
  const opened = openWriter({ path, needs: recordNeeds(new Set(SECTIONS)), intervalSeconds: 1 });
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
    ['disk', '--json'],
    ['disk', '--json', '-F', 'use>0'],
    ['groups', '--json'],
    ['groups', '--csv'],
    ['sensors', '--json'],
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

  it('counts over the recording how fast a file system fills, and until when', async () => {
    const path = record(Array.from({ length: 40 }, (_, at) => readingAt(10 * at)));
    const { lines } = await replayed(path, 'disk', '--json');
    const [first, last] = [lines[0], lines.at(-1)].map((line) => JSON.parse(line ?? '').fileSystems[0]);
    expect(first).toMatchObject({ growthBytesPerHour: null, fullInSeconds: null });
    expect(last).toMatchObject({ growthBytesPerHour: 3600 * 2 ** 23, fullInSeconds: 1000 - 390 });
  });

  it('prints no sample of what was not recorded, and says so', async () => {
    const without = [1, 2].map((second) => ({
      ...readingAt(second),
      devices: undefined,
      fileSystems: undefined,
      groups: undefined,
    }));
    const path = record(without);
    const told = ['2 samples left out: disks not recorded', '2 samples left out: file systems not recorded'];
    expect(await replayed(path, 'disk', '--json')).toEqual({ lines: [], told });
    expect(await replayed(path, 'groups', '--json')).toEqual({
      ...{ lines: [], told: ['2 samples left out: groups not recorded'] },
    });
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

  it('knows the users of the machine that was recorded, and no others', async () => {
    const path = record([
      readingAt(1),
      { ...readingAt(2), processes: fakeSnapshot({ userNames: { 0: 'ruth', 7: 'grace' } }).processes },
    ]);
    const recording = openedRecording({ path });
    const directory = recordedUsers(recording, 7);
    expect(await resolveUsers({ names: ['grace', '0'], negate: false }, directory)).toMatchObject({
      names: ['grace', 'ruth'],
    });
    expect(await resolveUsers({ names: [], negate: false }, directory)).toMatchObject({ names: ['grace'] });
    expect(await resolveUsers({ names: ['root'], negate: false }, directory)).toMatchObject({ kind: 'usage' });
    recording.close();
  });

  it('says what it holds', () => {
    const recording = openedRecording({ path: record([1, 2, 3].map(readingAt)) });
    const text = infoText(recording);
    recording.close();
    expect(text).toMatch(/^commands {2}full$/m);
    expect(text).toMatch(/^samples {3}3, every 1 s$/m);
    expect(text).toMatch(/^file {6}.*day\.ntr: 3 samples, 2s, [\d.]+[BK], ntop /m);
    expect(text).toMatch(/^sections {2}processes, sockets, sessions, events, disks, groups, sensors$/m);
    expect(text).toMatch(/^damage {4}none$/m);
  });

  it('says of a file without a sample nothing that only samples tell', () => {
    const path = record([1, 2].map(readingAt));
    writeFileSync(join(dirname(path), 'text.ntr'), 'PID USER');
    const recording = openedRecording({ path: dirname(path) });
    const text = infoText(recording);
    recording.close();
    expect(text).toMatch(/^host {6}\S+$/m);
    expect(text).toMatch(/^samples {3}2, every 1 s$/m);
    expect(text).toMatch(/^file {6}.*text\.ntr: 0 samples, 8B$/m);
    expect(text).toMatch(/^damage {4}.*text\.ntr: 8 bytes from 0 on are damaged$/m);
  });
});

function timeOf(reading: Snapshot | undefined): string {
  return new Date(reading?.system.wallClockMilliseconds ?? 0).toISOString();
}
