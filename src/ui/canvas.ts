import type { Painted } from './paint.js';

/** Painted lines and the cell at which the first begins, counted from 0. Regions do not overlap. */
export type Region = { readonly left: number; readonly top: number; readonly lines: readonly Painted[] };

/** The screen beneath Ink, for text that needs none of Ink's layout. All that one turn of the program places is one frame. */
export type Canvas = {
  /** Shows a region in the place of the owner's last one. */
  place(owner: string, region: Region): void;
  remove(owner: string): void;
};
