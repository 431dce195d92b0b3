import { version as release } from '../version.js';

/** The release of the package: major.minor.patch. */
export const version: string = release;

/** The same as numbers, to compare with. */
export const versionInfo: readonly [major: number, minor: number, patch: number] = Object.freeze(
  version.split('-')[0]?.split('.').map(Number) as [number, number, number],
);
