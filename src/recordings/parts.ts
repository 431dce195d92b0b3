import { ByteReader } from '../model/timeline/byte-reader.js';
import { ByteWriter } from '../model/timeline/byte-writer.js';

/** The parts of a sample's body, each with its length; parts of a later release are skipped. */
const STEP = 0;
const EVENTS = 1;

export type Body = { readonly step: Uint8Array; readonly events: Uint8Array | undefined };

export function encodeParts({ step, events }: Body): Uint8Array {
  const writer = new ByteWriter();
  writer.natural(STEP);
  writer.bytes(step);
  if (events !== undefined) {
    writer.natural(EVENTS);
    writer.bytes(events);
  }
  return writer.take();
}

/** Throws Damage where it is none. */
export function decodeParts(bytes: Uint8Array): Body {
  const reader = new ByteReader(bytes);
  const parts = new Map<number, Uint8Array>();
  while (reader.left > 0) parts.set(reader.natural(), reader.bytes());
  return { step: parts.get(STEP) ?? new Uint8Array(0), events: parts.get(EVENTS) };
}
