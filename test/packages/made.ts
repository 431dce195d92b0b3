import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The one file in packages/ whose name fits. */
export function madeFile(name: RegExp): string {
  const found = readdirSync('packages').filter((file) => name.test(file));
  if (found.length !== 1) throw new Error(`packages/ has ${found.length} files like ${name}; run: npm run package`);
  return resolve(join('packages', found[0] ?? ''));
}
