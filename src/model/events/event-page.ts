import { writeText } from '../list/cell-text.js';
import { labelledRows, type PageContent, type PageRow, pageColumns } from '../list/page-content.js';
import type { PaneContext } from '../list/part.js';
import { oomFacts } from '../oom/oom-text.js';
import { type OomWatch, storyOf } from '../oom/oom-watch.js';
import { span } from '../text/line-layout.js';
import { formatBytes, formatMoment } from '../text/units.js';
import { detailOf, processText, SHORT_WORDS, writeSpan } from './event-text.js';
import type { Ancestor, Happening } from './happening.js';
import type { EventState } from './reduce.js';

const LABEL_CELLS = 10;

/** What is known of an event whose process has ended. */
export function eventPage({ own, size, unicode }: PaneContext<EventState>): PageContent {
  const event = own.shown;
  const rows = event === undefined ? [] : factsOf(event, own.ooms).flatMap(([label, text]) => row(label, text));
  function row(label: string, text: string): readonly PageRow[] {
    return labelledRows(label, writeText(text, { unicode }), size.columns, LABEL_CELLS);
  }
  const title = event === undefined ? '' : `${SHORT_WORDS[event.event]} ${processText(event, unicode)}`;
  return { title: [span(title, 'strong')], columns: pageColumns(['', ''], rows), rows, heading: false };
}

type Fact = readonly [label: string, text: string];

function factsOf(event: Happening, ooms: OomWatch): readonly Fact[] {
  const { user, uid, command, cgroup, source, port, login } = event;
  return [
    ['Time', formatMoment(event.wallClockMilliseconds)],
    ['How', detailOf(event) ?? '-'],
    ['User', user ?? '-'],
    ...(Number.isNaN(uid) ? [] : [['UID', String(uid)] as const]),
    ['Command', command ?? '-'],
    ...oomFactsOf(event, ooms),
    ...(port === undefined && login === undefined ? figuresOf(event) : []),
    ['Group', cgroup ?? '-'],
    ['Known from', source],
    ...ancestorFacts(event.ancestors),
  ];
}

function oomFactsOf(event: Happening, { stories }: OomWatch): readonly Fact[] {
  const story = event.event === 'oomKilled' ? storyOf(stories, event) : undefined;
  return story === undefined ? [] : oomFacts(story);
}

function figuresOf(event: Happening): readonly Fact[] {
  const known = (value: number, write: (value: number) => string) => (Number.isNaN(value) ? '-' : write(value));
  return [
    ['Lived', known(event.lifetimeSeconds, writeSpan)],
    ['CPU time', known(event.cpuSeconds, writeSpan)],
    ['Peak', known(event.peakResidentBytes, formatBytes)],
    ['Read', known(event.readBytes, formatBytes)],
    ['Written', known(event.writeBytes, formatBytes)],
  ];
}

/** The parent first; then its parent. */
function ancestorFacts(ancestors: readonly Ancestor[]): readonly Fact[] {
  return ancestors.map(({ pid, name }, index) => [index === 0 ? 'Parent' : '', `${pid} ${name || 'unknown'}`]);
}
