import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_NEEDS } from '../../src/model/machine/machine.js';
import { openRecording } from '../../src/recordings/recording.js';
import { openWriter } from '../../src/recordings/writer.js';
import { fullSnapshot } from '../support/full-snapshot.js';
import { busyMachine } from '../support/histories.js';
import { createRandom } from '../support/random.js';
import { quiet, reasonOf, record, replay, shownOf, temporaryFolder, writerOf } from '../support/recordings.js';

const pathOf = temporaryFolder();
const history = (samples: number) => Array.from({ length: samples }, (_, seconds) => quiet(seconds));
const upTo = (end: number) => Array.from({ length: end }, (_, at) => at);
const open = (path: string) => openWriter({ path, needs: NO_NEEDS, intervalSeconds: 1 });

describe('a file that is recorded to', () => {
  it('is readable by its owner alone, and only as long as it is recorded to locked', () => {
    const path = pathOf('a.ntr');
    const writer = writerOf(path);
    expect(fs.statSync(path).mode & 0o777).toBe(0o600);
    writer.add(quiet(0));
    expect(reasonOf(open(path))).toMatch(/a\.ntr: another ntop is recording to it$/);
    expect(replay(path).files()[0].isWritten).toBe(true);
    writer.close();
    expect(replay(path).files()[0].isWritten).toBe(false);
    expect(open(path).ok).toBe(true);
  });

  it('is refused if it is a link, a pipe, no recording, or where there is no folder', () => {
    fs.writeFileSync(pathOf('text.ntr'), 'my letters');
    fs.symlinkSync(pathOf('text.ntr'), pathOf('link.ntr'));
    spawnSync('mkfifo', [pathOf('pipe.ntr')]);
    expect(reasonOf(open(pathOf('link.ntr')))).toMatch(/it is a symbolic link$/);
    expect(reasonOf(open(pathOf('pipe.ntr')))).toMatch(/it is not a regular file$/);
    expect(reasonOf(open(pathOf('text.ntr')))).toMatch(/it is not a recording; nothing was written to it$/);
    expect(fs.readFileSync(pathOf('text.ntr'), 'utf8')).toBe('my letters');
    expect(reasonOf(open(join(pathOf('none'), 'a.ntr')))).toMatch(/no such file or folder$/);
  });

  it('can be followed while it is written, and a sample that is not whole is none yet', () => {
    const samples = history(20);
    const path = pathOf('live.ntr');
    const writer = writerOf(path);
    writer.add(samples[0]);
    const recording = replay(path);
    for (let at = 1; at < 20; at++) {
      expect(recording.refresh()).toBe(false);
      writer.add(samples[at]);
      expect(recording.refresh()).toBe(true);
      expect(recording.end).toBe(at + 1);
      expect(recording.moment(at)?.previous).toEqual(samples[at - 1]);
    }
    fs.appendFileSync(path, '\x9eNT', 'latin1');
    expect(recording.refresh()).toBe(false);
    expect(recording.damage()).toEqual([]);
    writer.close();
    recording.refresh();
    expect(recording.damage()).toEqual([`${path}: its last sample was not written to the end`]);
    expect(shownOf(recording, samples)).toEqual(upTo(20));
  });

  it('has no rates between two runs of ntop, whose processes are others even with the same serial', () => {
    const path = pathOf('runs.ntr');
    record(path, [quiet(0), quiet(1)]);
    record(path, [quiet(2), quiet(3)]);
    const recording = replay(path);
    expect([0, 1, 2, 3].map((at) => recording.moment(at)?.previous !== undefined)).toEqual([false, true, false, true]);
    const serials = [0, 1, 2, 3].map((at) => recording.moment(at)?.snapshot.processes.columns.serial[0]);
    expect([serials[0] === serials[1], serials[2] === serials[3], serials[1] === serials[2]]).toEqual([
      true,
      true,
      false,
    ]);
    expect([1, 2].map((at) => recording.summary(at).isAfterGap)).toEqual([false, true]);
    expect(recording.damage()).toEqual([]);
  });

  it('says what one may not expect: other machines, starts of a machine, a clock that was set back', () => {
    const path = pathOf('odd.ntr');
    const of = (host: string, seconds: number, clock = 0) => {
      const { wallClockMilliseconds } = quiet(seconds).system;
      return quiet(seconds, {
        system: { hostname: host, wallClockMilliseconds: wallClockMilliseconds + 1000 * clock },
      });
    };
    record(path, [of('web-01', 0), of('web-01', 1, -3600), of('web-01', 2, -3600)], { bootId: 'a' });
    record(path, [of('web-01', 3, 7200)], { bootId: 'b' });
    record(path, [of('web-02', 4, 7200)], { bootId: 'c' });
    const recording = replay(path);
    const time = (at: number) => new Date(recording.summary(at).wallMilliseconds).toISOString();
    expect(recording.remarks()).toEqual([
      'it has samples of several machines: web-01, web-02',
      `the clock was 3599 s further before ${time(1)}`,
      `web-01 was started anew before ${time(3)}`,
    ]);
    expect(recording.moment(1)?.previous?.system.monotonicSeconds).toBe(500);
    expect(recording.moment(2)?.previous).toBeDefined();
    expect([0, 4].map((at) => recording.hostname(at))).toEqual(['web-01', 'web-02']);
    expect(recording.damage()).toEqual([]);
  });

  it('keeps what was asked for, the events and the figures of each sample', () => {
    const path = pathOf('all.ntr');
    const writer = writerOf(path);
    writer.add(quiet(0, { events: fullSnapshot().events }));
    writer.add(quiet(1), { ...NO_NEEDS, io: true, sessions: 'now', groups: ['cpu'], visibleSlots: [1, 2] });
    writer.close();
    const recording = replay(path);
    expect(recording.moment(0)?.needs).toEqual(NO_NEEDS);
    expect(recording.moment(1)?.needs).toEqual({ ...NO_NEEDS, io: true, sessions: 'now', groups: ['cpu'] });
    const { events } = fullSnapshot();
    expect(recording.events(1, 2).map(({ event }) => event)).toEqual(events?.events.slice(-2).reverse());
    expect(recording.summary(1)).toMatchObject({ memoryPercent: 37.5, cpuPressurePercent: Number.NaN, processes: 1 });
    expect(recording.indexAt(recording.summary(1).wallMilliseconds - 1)).toBe(0);
  });
});

describe('a folder that is recorded to', () => {
  it('gets a file of its own for each start, and both are one recording', () => {
    const samples = history(6);
    const folder = pathOf('folder');
    record(folder, samples.slice(0, 3));
    record(folder, samples.slice(3));
    const names = fs.readdirSync(folder);
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^testhost-\d{8}T\d{6}Z-[0-9a-f]{8}\.ntr$/);
    expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
    expect(shownOf(replay(folder), samples)).toEqual(upTo(6));
  });

  it('takes no more than it may: the oldest files go, and never another’s, a link, or one that is written', () => {
    const folder = pathOf('folder');
    fs.mkdirSync(folder);
    const foreign = join(folder, 'letters-20200101T000000Z-00000000.txt');
    const target = pathOf('target');
    const link = join(folder, 'x-20200101T000000Z-00000000.ntr');
    fs.writeFileSync(foreign, 'x'.repeat(90_000));
    fs.writeFileSync(target, 'y');
    fs.symlinkSync(target, link);
    const other = writerOf(folder);
    other.add(quiet(0));
    const mostBytes = 100_000;
    const writer = writerOf(folder, { mostBytes });
    const machine = busyMachine(createRandom(1), { processes: 60, busy: 60, births: 5 });
    const size = () => {
      const paths = fs
        .readdirSync(folder)
        .filter((name) => name.startsWith('testhost'))
        .map((name) => join(folder, name));
      return paths.reduce((sum, path) => sum + fs.statSync(path).size, 0);
    };
    for (let at = 0; at < 400; at++) {
      expect(writer.add(machine.next().value)).toEqual({ ok: true });
      expect(size()).toBeLessThanOrEqual(mostBytes);
    }
    expect([foreign, target, link, other.file].every((path) => fs.lstatSync(path, { throwIfNoEntry: false }))).toBe(
      true,
    );
    expect(fs.readdirSync(folder).length).toBeGreaterThan(4);
    const recording = replay(folder);
    const gaps = Array.from({ length: recording.end - 1 }, (_, at) => recording.moment(at + 1)?.previous === undefined);
    expect(gaps.filter(Boolean)).toHaveLength(1);
    expect(recording.damage()).toEqual([`${link}: 1 bytes from 0 on are damaged`]);
    writer.close();
    other.close();
  });

  it('loses files that are older than they may be', () => {
    const folder = pathOf('folder');
    record(folder, history(2));
    const [name] = fs.readdirSync(folder);
    const longAgo = quiet(0).system.wallClockMilliseconds / 1000 - 3600;
    fs.utimesSync(join(folder, name), longAgo, longAgo);
    record(folder, history(2), { keepSeconds: 4000 });
    expect(fs.readdirSync(folder)).toHaveLength(2);
    record(folder, history(2), { keepSeconds: 3000 });
    expect(fs.readdirSync(folder)).toHaveLength(2);
    expect(replay(folder).end).toBe(4);
  });

  it('is not written to when less is free than must be', () => {
    const folder = pathOf('folder');
    const writer = writerOf(folder, { leastFreeBytes: 2 ** 60 });
    expect(reasonOf(writer.add(quiet(0)))).toMatch(/folder: too little space is left on the device$/);
    expect(writer.close()).toEqual({ samples: 0, missed: 1, bytes: 0 });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('is not written to where it is not permitted', () => {
    expect(reasonOf(openWriter({ path: '/proc/ntop', needs: NO_NEEDS, intervalSeconds: 1 }))).toMatch(
      /^cannot record to \/proc\/ntop: /,
    );
  });

  it('may grow while it is looked at, by a new file too', () => {
    const folder = pathOf('folder');
    const samples = history(4);
    record(folder, samples.slice(0, 2));
    const recording = replay(folder);
    expect(recording.refresh()).toBe(false);
    record(folder, samples.slice(2));
    expect(recording.refresh()).toBe(true);
    expect(shownOf(recording, samples)).toEqual(upTo(4));
    expect(reasonOf(openRecording(folder))).toBeUndefined();
  });
});
