import type { HeadlineContext } from '../list/part.js';
import type { Line } from '../text/line.js';
import { span } from '../text/line-layout.js';
import type { Facts } from './facts.js';
import type { LoadWatch } from './load.js';
import { isCounted, makeWaitRows } from './wait-rows.js';
import { hiddenText, loadText, summaryOf } from './wait-text.js';

type Known = { readonly watch: LoadWatch; readonly facts: Facts };

/** Whether the load exceeds what runs, for a while already. */
export function isLoadTold({ watch: { explanation } }: Known): boolean {
  if (explanation === undefined || !explanation.exceeds) return false;
  return explanation.uninterruptible + (explanation.notVisible ?? 0) > 0;
}

/** The load taken apart, below the meters while it exceeds what runs: `load 9.1 = 0 running + 9 waiting: …` */
export function loadLine({ own, sample, isOpen, unicode }: HeadlineContext<Known>): Line | undefined {
  const { explanation } = own.watch;
  if (isOpen || sample === undefined || explanation === undefined || !isLoadTold(own)) return undefined;
  const { snapshot } = sample;
  const { rows } = makeWaitRows(sample, own.facts, explanation);
  const blocked = rows.filter((row) => isCounted(snapshot, row));
  const parts = [...summaryOf(snapshot, blocked, unicode), ...hiddenText(explanation)];
  return [span(' '), span(loadText(explanation), 'warning'), span(`: ${parts.join(', ')} (D lists them)`)];
}
