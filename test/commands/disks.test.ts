import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { type Options, settingsUnder } from '../../src/cli/options.js';
import { runBatch } from '../../src/commands/batch.js';
import type { DeletedFiles } from '../../src/model/machine/disk-table.js';
import type { Needs } from '../../src/model/machine/machine.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import { fakeDevice, fakeFileSystem } from '../support/disks.js';
import { fakeSnapshot } from '../support/snapshots.js';
import { fakeWorld } from '../support/world.js';

const DELETED: DeletedFiles = {
  files: ['8:1', '8:2'].map((deviceNumber) => ({
    ...{ deviceNumber, inode: 7, bytes: 4096, lengthBytes: 5000, path: '/tmp/\u001bold' },
    holders: [{ identity: { pid: 10, startTicks: 5, pidfdInode: 3 }, name: 'holder', fd: 4 }],
  })),
  ...{ processes: 1, notPermitted: 0, notAnswered: 0 },
};

async function run(...argv: readonly string[]) {
  const options = parseArguments(['disk', '--delay=100ms', ...argv]) as Options;
  const asked: Needs[] = [];
  const chunks: string[] = [];
  const found: number[] = [];
  const fake = fakeWorld();
  fake.deleted = async () => DELETED;
  await runBatch({
    source: {
      ...fake.world.source,
      sample: async (needs) => {
        const seconds = asked.push(needs);
        return fakeSnapshot({
          seconds,
          processes: [{ pid: 10, startTicks: 5 }],
          devices: [
            fakeDevice({
              name: 'sda',
              serial: 1,
              sizeBytes: 100,
              readBytes: 1000 * seconds,
              busyMilliseconds: 900 * seconds,
            }),
            fakeDevice({ name: 'sdb', serial: 2, sizeBytes: 100, busyMilliseconds: seconds }),
          ],
          swaps: [{ name: '/dev/sda2', kind: 'partition', sizeBytes: 4096, usedBytes: 0, priority: -2 }],
          fileSystems: [
            fakeFileSystem({ mountPoint: '/', serial: 1, deviceNumber: '8:1', usedBytes: 99, availableBytes: 1 }),
            fakeFileSystem({ mountPoint: '/data', serial: 2, deviceNumber: '8:2', usedBytes: 1, availableBytes: 99 }),
          ],
        });
      },
    },
    options,
    settings: settingsUnder(options, DEFAULT_SETTINGS),
    users: undefined,
    out: { write: async (text) => void chunks.push(text), isTerminal: false, width: undefined, unicode: true },
    tell: () => {},
    found: (count) => void found.push(count),
    stop: new AbortController().signal,
  });
  return { text: chunks.join(''), asked, found };
}

async function json(...argv: readonly string[]) {
  const { text, found } = await run('--json', ...argv);
  const { devices, fileSystems, deletedOpen } = JSON.parse(text);
  const names = {
    devices: devices.map(({ name }: { name: string }) => name),
    fileSystems: fileSystems.map(({ mountPoint }: { mountPoint: string }) => mountPoint),
  };
  return { ...names, deletedOpen, found };
}

const refusal = (...argv: readonly string[]) => {
  const parsed = parseArguments(['disk', ...argv]);
  return parsed.kind === 'usage' ? parsed.message : parsed.kind;
};

describe('ntop disk', () => {
  it('prints both lists as one object, with the ids that scripts rely on', async () => {
    const { text, asked } = await run('--json');
    const { schema, rows, devices, fileSystems, deletedOpen, swaps } = JSON.parse(text);
    expect({ schema, rows, deletedOpen }).toEqual({ schema: 'ntop.disks/1', rows: undefined, deletedOpen: undefined });
    expect(asked[0]).toMatchObject({ devices: true, fileSystems: true });
    expect(swaps).toEqual([{ name: '/dev/sda2', kind: 'partition', sizeBytes: 4096, usedBytes: 0, priority: -2 }]);
    expect(devices[0]).toEqual({
      ...{ name: 'sda', kind: 'disk', parents: [], readBytesPerSecond: 1000, writeBytesPerSecond: 0 },
      ...{ readsPerSecond: 0, writesPerSecond: 0, readWaitMilliseconds: null, writeWaitMilliseconds: null },
      ...{ queueLength: 0, busyPercent: 90, sizeBytes: 100, errors: null },
    });
    expect(fileSystems[0]).toEqual({
      ...{ device: '/dev/sda1', mountPoint: '/', type: 'ext4', totalBytes: null, usedBytes: 99, availableBytes: 1 },
      ...{ usedPercent: 99, inodesTotal: null, inodesUsed: null, inodesPercent: null, readOnly: false },
      ...{ growthBytesPerHour: null, fullInSeconds: null, answering: true },
    });
  });

  it.each<[string[], string[], string[]]>([
    [[], ['sda', 'sdb'], ['/', '/data']],
    [['-F', 'use>90'], [], ['/']],
    [['-F', 'busy>50'], ['sda'], []],
    [['-F', 'sda'], ['sda'], ['/', '/data']],
    [['-F', 'size>90'], ['sda', 'sdb'], []],
    [['--sort', '-busy'], ['sda', 'sdb'], []],
    [['--sort', '-use'], [], ['/', '/data']],
    [['--fields', 'mount,use'], [], ['/', '/data']],
    [['--devices'], ['sda', 'sdb'], []],
  ])('with %j prints the list whose columns are named', async (argv, devices, fileSystems) => {
    const printed = await json(...argv);
    expect(printed).toMatchObject({ devices, fileSystems });
    expect(printed.found).toEqual([devices.length + fileSystems.length]);
  });

  it('has one list in CSV: that of the columns, else the file systems, else with --devices the devices', async () => {
    const heads = async (...argv: string[]) => (await run('--csv', ...argv)).text.split('\r\n')[0];
    expect(await heads()).toMatch(/^time,device,mountPoint,/);
    expect(await heads('--devices')).toMatch(/^time,name,kind,parents,/);
    expect(await heads('-F', 'busy>0')).toMatch(/^time,name,kind,/);
    expect((await run('--csv', '--fields', 'mount,use')).text).toBe('mountPoint,usedPercent\r\n/,99\r\n/data,1\r\n');
  });

  it('prints both lists as text, one below the other', async () => {
    const { text } = await run('--once');
    expect(text).toMatch(/READ\/s[\s\S]* sda\n[\s\S]*AVAIL[\s\S]* \/data\n/);
  });

  it('names what is deleted, but open, on the file systems that are printed, with the identity of the holder', async () => {
    const { deletedOpen, found } = await json('--deleted', '-F', 'use>90');
    expect(deletedOpen).toEqual([
      {
        ...{ identity: '10-5-3', mountPoint: '/', path: '/tmp/\u001bold', sizeBytes: 4096 },
        ...{ pid: 10, name: 'holder', fd: 4 },
      },
    ]);
    expect(found).toEqual([1]);
    expect((await json('--deleted')).deletedOpen).toHaveLength(2);
  });

  it.each<[string[], RegExp]>([
    [['--fields', 'busy,use'], /^--fields, --filter and --sort name columns of both lists, devices and fileSystems/],
    [['-F', 'busy>1 and use>1'], /columns of both lists/],
    [['--sort', 'busy', '-F', 'use>1'], /columns of both lists/],
    [['-F', 'bussy>1'], /unknown column bussy; did you mean busy\?/],
    [['--devices', '-F', 'use>1'], /--devices/],
    [['-p', '1'], /^--pid does not work in the pane disks$/],
    [['-u', 'root'], /^--user does not work in the pane disks$/],
    [['--deleted', '--csv'], /^--deleted needs --json$/],
  ])('refuses %j', (argv, message) => {
    expect(refusal(...argv)).toMatch(message);
  });

  it('is named by its two names only', () => {
    expect(parseArguments(['disks']).kind).toBe('options');
    for (const inner of ['fileSystems', 'deletedFiles', 'storageProcesses']) {
      expect(parseArguments([inner]).kind).toBe('usage');
    }
    expect(parseArguments(['ps', '--devices'])).toMatchObject({ kind: 'usage' });
  });
});
