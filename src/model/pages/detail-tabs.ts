import type { DetailTabId } from '../list/commands.js';
import { PARTS } from '../panes.js';

const OF_ALL = ['overview', 'command', 'files', 'environment', 'threads', 'limits'] as const;

/** The tabs of a process's page, without those of other parts. */
export type CommonTabId = (typeof OF_ALL)[number];

export const DETAIL_TABS: readonly DetailTabId[] = [
  ...OF_ALL,
  ...PARTS.flatMap(({ detailTabs }) => detailTabs?.map(({ id }) => id) ?? []),
];
