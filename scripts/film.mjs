// Frames of pixels as a GIF that runs for ever.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installed } from './package/tools.mjs';

const COLOURS = 63;
/** The index behind the colours: what is as it was in the frame before. */
const UNCHANGED = COLOURS;

/** Fetches what makes it, while there is a network. */
export function fetchEncoder() {
  return join(installed(['gifenc@1.0.3']), 'gifenc');
}

/** `frames` of one size, RGBA, each with the milliseconds that it is shown; returns the bytes. */
export function makeGif(frames) {
  const require = createRequire(import.meta.url);
  const { GIFEncoder, applyPalette, quantize } = require(fetchEncoder());
  const palette = quantize(Buffer.concat(frames.map(({ pixels }) => pixels)), COLOURS);
  const table = [...palette, ...Array.from({ length: COLOURS + 1 - palette.length }, () => [0, 0, 0])];
  const gif = GIFEncoder();
  let before;
  for (const { width, height, pixels, milliseconds } of frames) {
    const indices = applyPalette(pixels, palette);
    const changed = before === undefined ? indices : indices.map((one, at) => (one === before[at] ? UNCHANGED : one));
    gif.writeFrame(changed, width, height, {
      ...(before === undefined
        ? { palette: table, repeat: 0 }
        : { transparent: true, transparentIndex: UNCHANGED, dispose: 1 }),
      delay: milliseconds,
    });
    before = indices;
  }
  gif.finish();
  return Buffer.from(gif.bytes());
}
