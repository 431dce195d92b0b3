import { isAbsolute } from 'node:path';
import { clean } from '../model/text/text.js';
import type { NativeReading } from '../probe/native-types.js';
import { NtopError } from './errors.js';

/** What was read; throws an NtopError that names what could not be, with the kernel's code. */
export function unwrap<Value>(
  reading: NativeReading<Value>,
  where: { readonly path?: string; readonly syscall?: string } = placeOf(reading),
): Value {
  if (reading.ok) return reading.value;
  throw new NtopError(reading.code, `${clean(reading.subject)} can't be read (${reading.code})`, where);
}

function placeOf(reading: NativeReading<unknown>): { readonly path?: string } {
  return !reading.ok && isAbsolute(reading.subject) ? { path: reading.subject } : {};
}

/** Throws when the kernel's file does not say what it should. */
export function known<Value>(value: Value | undefined, what: string): Value {
  if (value !== undefined) return value;
  throw new NtopError('ENODATA', `${clean(what)} is missing`);
}
