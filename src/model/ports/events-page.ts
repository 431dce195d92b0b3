import { type PageContent, type PageRow, pageColumns } from '../list/page-content.js';
import type { PaneContext } from '../list/part.js';
import type { Tone } from '../text/line.js';
import { span } from '../text/line-layout.js';
import { formatMoment } from '../text/units.js';
import { eventWords } from './port-event-text.js';
import type { PortEvent } from './port-events.js';
import type { PortState } from './reduce.js';

const TONES: Readonly<Record<PortEvent['type'], Tone>> = { opened: 'good', closed: 'normal', ownerChanged: 'warning' };

/** The events of watched ports, the newest first. */
export function eventsPage({ own, unicode, sample }: PaneContext<PortState>): PageContent {
  const { ports, events } = own;
  const watched =
    ports.size === 0 ? 'no port is watched: press w on a connection' : `watching ${[...ports].join(', ')}`;
  const rows = events.map((event): PageRow => {
    const { what, place, process, user, before } = eventWords(event, { unicode });
    const time = momentOf(event, sample?.snapshot.system.wallClockMilliseconds);
    return { cells: [time, what, place, process, user, before], tone: TONES[event.type] };
  });
  const isEmpty = rows.length === 0;
  const shown = isEmpty ? [{ cells: ['nothing has happened yet'], tone: 'muted' } as const] : rows;
  return {
    title: [span('Port events', 'strong'), span(`  ${watched}`, 'muted')],
    columns: pageColumns(isEmpty ? [''] : ['TIME', 'EVENT', 'PLACE', 'PROCESS', 'USER', 'BEFORE'], shown),
    rows: shown,
    heading: !isEmpty,
  };
}

/** For today, only the time. */
function momentOf({ wallClockMilliseconds }: PortEvent, now = wallClockMilliseconds): string {
  const [day = '', time = ''] = formatMoment(wallClockMilliseconds).split(' ');
  return formatMoment(now).startsWith(day) ? time : `${day} ${time}`;
}
