import type { BlockDevice, FileSystem } from '../../src/model/machine/disk-table.js';

/** A whole disk that has done nothing yet, but for what a test says of it. */
export function fakeDevice(device: Partial<BlockDevice> & Pick<BlockDevice, 'name'>): BlockDevice {
  return {
    serial: 1,
    deviceNumber: '8:0',
    kind: 'disk',
    parents: [],
    counted: true,
    label: undefined,
    raid: undefined,
    backingFile: undefined,
    model: undefined,
    scheduler: undefined,
    rotational: undefined,
    readOnly: false,
    sizeBytes: Number.NaN,
    reads: 0,
    writes: 0,
    discards: 0,
    flushes: 0,
    mergedReads: 0,
    mergedWrites: 0,
    readBytes: 0,
    writeBytes: 0,
    discardBytes: 0,
    readMilliseconds: 0,
    writeMilliseconds: 0,
    discardMilliseconds: 0,
    flushMilliseconds: 0,
    inFlight: 0,
    busyMilliseconds: 0,
    weightedMilliseconds: 0,
    errors: Number.NaN,
    ...device,
  };
}

/** A file system that has answered, but whose sizes are unknown, but for what a test says of it. */
export function fakeFileSystem(fileSystem: Partial<FileSystem> & Pick<FileSystem, 'mountPoint'>): FileSystem {
  return {
    serial: 1,
    otherMounts: [],
    deviceNumber: '8:1',
    source: '/dev/sda1',
    type: 'ext4',
    root: '/',
    rootDeleted: false,
    options: 'rw,relatime',
    superOptions: 'rw',
    readOnly: false,
    becameReadOnly: false,
    errors: Number.NaN,
    pseudo: false,
    totalBytes: Number.NaN,
    usedBytes: Number.NaN,
    availableBytes: Number.NaN,
    reservedBytes: Number.NaN,
    inodes: Number.NaN,
    usedInodes: Number.NaN,
    unansweredSeconds: undefined,
    refused: undefined,
    ...fileSystem,
  };
}
