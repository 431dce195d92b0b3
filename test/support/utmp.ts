import { writeFileSync } from 'node:fs';

/** A record of utmp(5) as a test describes it; texts may be bytes. */
export type UtmpRecord = {
  readonly type?: number;
  readonly pid?: number;
  readonly line?: string | Buffer;
  readonly id?: string;
  readonly user?: string | Buffer;
  readonly host?: string | Buffer;
  readonly seconds?: number;
  readonly microseconds?: number;
  readonly address?: readonly number[];
};

/** The bytes as the C library of this machine has them; `long` as that of 64-bit ARM has them. */
export function utmpRecord(record: UtmpRecord, long = process.arch === 'arm64'): Buffer {
  const bytes = Buffer.alloc(long ? 400 : 384);
  const put = (text: string | Buffer, at: number, length: number) =>
    Buffer.from(text as string).copy(bytes, at, 0, length);
  bytes.writeInt16LE(record.type ?? 7, 0);
  bytes.writeInt32LE(record.pid ?? process.pid, 4);
  put(record.line ?? 'pts/250', 8, 32);
  put(record.id ?? 'x250', 40, 4);
  put(record.user ?? 'ada', 44, 32);
  put(record.host ?? '', 76, 256);
  const seconds = record.seconds ?? 1_795_000_000;
  const microseconds = record.microseconds ?? 0;
  if (long) {
    bytes.writeBigInt64LE(BigInt(seconds), 344);
    bytes.writeBigInt64LE(BigInt(microseconds), 352);
  } else {
    bytes.writeUInt32LE(seconds, 340);
    bytes.writeInt32LE(microseconds, 344);
  }
  Buffer.from(record.address ?? []).copy(bytes, long ? 360 : 348);
  return bytes;
}

export function writeUtmp(path: string, records: readonly UtmpRecord[]): void {
  writeFileSync(path, Buffer.concat(records.map((record) => utmpRecord(record))));
}
