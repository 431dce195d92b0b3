import { expect, it } from 'vitest';
import { SECTIONS } from '../../../src/cli/flags.js';
import { recordNeeds } from '../../../src/commands/record-needs.js';
import type { Snapshot } from '../../../src/model/machine/snapshot.js';
import { openRecording } from '../../../src/model/update/looking-back.js';
import { fakeDevice, fakeFileSystem } from '../../support/disks.js';
import { fakeGroups } from '../../support/groups.js';
import { record, replay, temporaryFolder } from '../../support/recordings.js';
import { fakeSensors } from '../../support/sensors.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const pathOf = temporaryFolder();
const SIZE = { columns: 160, rows: 40 };
const MIB = 2 ** 20;

/** Every ten seconds a file system gets 80 MiB fuller, of which it has room for a hundred times as much. */
function readingAt(at: number): Snapshot {
  const seconds = 10 * at;
  const [totalBytes, usedBytes] = [8000 * MIB, 80 * MIB * at];
  return fakeSnapshot({
    seconds,
    processes: [{ pid: 1, name: 'init', cgroup: '/web.service', group: 1 }],
    devices: [fakeDevice({ name: 'sda', sizeBytes: 1e9, readBytes: MIB * seconds, reads: seconds })],
    swaps: [],
    fileSystems: [
      fakeFileSystem({ mountPoint: '/data', totalBytes, usedBytes, availableBytes: totalBytes - usedBytes }),
    ],
    groups: fakeGroups(
      [{ path: '/' }, { path: '/web.service', cpuSeconds: seconds / 2, memoryBytes: 64 * MIB, tasks: 1 }],
      {
        monotonicSeconds: fakeSnapshot({ seconds }).system.monotonicSeconds,
      },
    ),
    sensors: fakeSensors([{ name: 'coretemp', sensors: [{ label: 'Package id 0', value: 40 + at }] }]),
  });
}

function shown(snapshots: readonly Snapshot[], needs = recordNeeds(new Set(SECTIONS))): Session {
  const path = pathOf('panes.ntr');
  record(path, snapshots, { needs, intervalSeconds: 10 });
  const recording = replay(path);
  const begun = openSession({ size: SIZE }).state;
  const outside = { host: 'web', utcOffsetMinutes: () => 0 };
  return openSession(openRecording(begun, recording, outside, recording.end - 1));
}

/** Both lists of the pane, and the status line. */
function linesOf(session: Session): readonly string[] {
  const { list, status } = session.frame();
  const rows = [...(list?.rows ?? []), ...(list?.other?.rows ?? [])];
  return [...rows.map(({ line }) => textOf(line)), textOf(status ?? [])];
}

it('shows disks, file systems, groups and sensors of a recording, with growth and the time until they are full', async () => {
  const session = shown(Array.from({ length: 31 }, (_, at) => readingAt(at)));
  await session.press('5');
  expect(linesOf(session)).toEqual([
    expect.stringMatching(/^ +1\.0M +0B .* sda$/),
    expect.stringMatching(/^ +7\.8G +2\.3G +5\.5G +30 .* \+28\.1G +11m .* \/data$/),
    expect.stringContaining('1 device, read 1.0M/s'),
  ]);
  await session.press('6');
  expect(linesOf(session)[1]).toMatch(/^ +50\.0 .* 64\.0M .* web\.service$/);
  await session.press('A');
  expect(linesOf(session)[0]).toMatch(/coretemp +Package id 0 +70\.0°C/);
});

it('says of panes that were not recorded that they were not', async () => {
  const absent = { devices: undefined, fileSystems: undefined, groups: undefined, sensors: undefined };
  const session = shown([{ ...readingAt(0), ...absent }], recordNeeds(new Set(['processes'])));
  for (const [key, name] of [
    ['5', 'disks'],
    ['6', 'groups'],
    ['A', 'sensors'],
  ] as const) {
    await session.press(key);
    expect(linesOf(session)).toEqual([expect.stringContaining(`the ${name} of this moment are not recorded`)]);
  }
});
