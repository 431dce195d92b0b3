import { createContext } from 'react';

/** Ready strings and the cell at which the first begins, counted from 0. Regions do not overlap. */
export type Region = { readonly left: number; readonly top: number; readonly lines: readonly string[] };

/** The screen beneath Ink, for text that needs none of Ink's layout. All of one React commit is one frame. */
export type Canvas = {
  /** Shows a region in the place of the owner's last one. */
  place(owner: string, region: Region): void;
  remove(owner: string): void;
};

/** Without a terminal nothing is drawn. */
export const CanvasContext = createContext<Canvas>({ place() {}, remove() {} });
