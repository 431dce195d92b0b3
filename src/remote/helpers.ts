import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FOLDER } from '../probe/addon.js';
import { assetOfExecutable } from '../probe/single-file.js';

/** The helper for a kind of machine, as Node names it: built here, or shipped; undefined where there is none. */
export function findHelper(architecture: string): Uint8Array | undefined {
  const name = `ntop-far-linux-${architecture}`;
  const asset = assetOfExecutable(name);
  if (asset !== undefined) return asset;
  for (const folder of ['build/Release', 'prebuilds']) {
    try {
      return readFileSync(fileURLToPath(new URL(`${folder}/${name}`, FOLDER)));
    } catch {
      // It may be in the next one.
    }
  }
  return undefined;
}
