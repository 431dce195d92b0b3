import type { Family } from './family.js';
import { MACHINE_FAMILIES } from './machine-families.js';
import { NETWORK_FAMILIES } from './network-families.js';
import { PROGRAM_FAMILIES } from './program-families.js';
import { STORAGE_FAMILIES } from './storage-families.js';

/** All that is exported: both texts and docs/metrics.md are made from this table. Names and meanings do not change. */
export const FAMILIES: readonly Family[] = [
  ...MACHINE_FAMILIES,
  ...STORAGE_FAMILIES,
  ...NETWORK_FAMILIES,
  ...PROGRAM_FAMILIES,
];
