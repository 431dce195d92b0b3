import type { Painted } from './paint.js';

/** Painted lines and the cell at which the first begins, counted from 0. Regions do not overlap. */
export type Region = { readonly left: number; readonly top: number; readonly lines: readonly Painted[] };

/**
 * The screen beneath Ink, for text without Ink's layout. All regions placed in one turn of the event loop are one
 * frame.
 */
export type Canvas = {
  /** Replaces the owner's last region. */
  place(owner: string, region: Region): void;
  remove(owner: string): void;
};
