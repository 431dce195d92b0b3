import type { NativePairs } from './native-types.js';

export function eachPair(pairs: NativePairs, take: (id: number, text: string) => void): void {
  for (let at = 0; at + 1 < pairs.length; at += 2) take(Number(pairs[at]), String(pairs[at + 1]));
}

/** Texts are delivered only when they change, so they are kept by slot. Each slot has one, possibly empty. */
export function putTexts(texts: string[], slots: number, pairs: NativePairs): void {
  while (texts.length < slots) texts.push('');
  eachPair(pairs, (slot, text) => {
    texts[slot] = text;
  });
}
