import { version } from '../version.js';

export { version };

/** The same as numbers, to compare with: major, minor, patch. */
export const versionInfo: readonly [major: number, minor: number, patch: number] = Object.freeze(
  version.split('-')[0]?.split('.').map(Number) as [number, number, number],
);
