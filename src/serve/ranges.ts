/** Bytes of a file. */
export type Part = { readonly offset: number; readonly count: number };

/**
 * What a Range header asks for of so many bytes: `unsatisfiable` if none of them, undefined if all are to be sent, as with
 * a header that is not understood or asks for several parts.
 */
export function rangeOf(header: string | undefined, length: number): Part | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return suffix(Number(last), length);
  const [from, to] = [Number(first), last === '' ? Number.POSITIVE_INFINITY : Number(last)];
  if (to < from) return undefined;
  if (from >= length) return 'unsatisfiable';
  return { offset: from, count: Math.min(to, length - 1) - from + 1 };
}

function suffix(count: number, length: number): Part | 'unsatisfiable' {
  const sent = Math.min(count, length);
  return sent === 0 ? 'unsatisfiable' : { offset: length - sent, count: sent };
}
