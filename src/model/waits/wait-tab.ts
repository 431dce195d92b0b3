import { type PageRow, refusedText } from '../list/page-content.js';
import type { DetailTab } from '../list/part.js';
import type { Target } from '../list/targets.js';
import type { Part } from '../machine/machine.js';
import type { WaitFacts, WaitReading } from '../machine/wait-facts.js';
import { clean } from '../text/text.js';
import { CAUSE_TEXTS, causeOf } from './causes.js';

type Shown = { readonly page: { readonly of: Target; readonly reading: WaitReading | undefined } | undefined };

/** Where the first thread of a process waits: its system call and the functions of the kernel. */
export const WAIT_TAB: DetailTab<Shown> = {
  id: 'wait',
  titles: ['', ''],
  rows: ({ page }, { serial }) => rowsOf(page?.of.serial === serial ? page.reading : undefined),
};

function rowsOf(reading: WaitReading | undefined): readonly PageRow[] | undefined {
  if (reading === undefined) return undefined;
  if (!reading.ok) {
    return [{ cells: ['', reading.gone ? 'the process has ended' : refusedText(reading.code)], tone: 'warning' }];
  }
  const cause = causeOf(reading);
  return [
    row('waits for', cause === undefined ? '-' : CAUSE_TEXTS[cause]),
    ...(reading.mountPoint === undefined ? [] : [row('on', mountText(reading))]),
    row('system call', partText(reading.systemCall)),
    row('wait channel', partText(reading.waitChannel)),
    ...stackRows(reading.stack),
  ];
}

function mountText({ mountPoint, fileSystem }: WaitFacts): string {
  return `${mountPoint}${fileSystem === undefined ? '' : ` (${fileSystem})`}`;
}

function partText(part: Part<string>): string {
  return 'value' in part ? part.value : whyNot(part.refused);
}

/** A process that runs waits nowhere, and of one that must not be looked at the kernel says the same. */
function whyNot(code: string): string {
  return code === 'ENODATA' ? '- (it runs, or is not to be known)' : `- (${refusedText(code)})`;
}

function stackRows(stack: Part<readonly string[]>): readonly PageRow[] {
  if ('refused' in stack) return [row('kernel stack', whyNot(stack.refused))];
  if (stack.value.length === 0) return [row('kernel stack', '- (it runs)')];
  return stack.value.map((name, index) => row(index === 0 ? 'kernel stack' : '', name));
}

function row(label: string, text: string): PageRow {
  return { cells: [label, clean(text)] };
}
