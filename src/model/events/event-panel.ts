import type { PanelContext } from '../list/part.js';
import { EVENT_LISTENERS } from '../machine/events.js';
import type { Line } from '../text/line.js';
import { cutLine, span } from '../text/line-layout.js';
import { clean } from '../text/text.js';
import type { EventLog } from './event-log.js';

type Context = PanelContext<{ readonly log: EventLog }>;

/** From this height there is room for the reasons. */
const ROOMY_ROWS = 20;
const LEAST_ROWS = 12;

/** Where the events are known from, what was missed, and below it why a source is not at work. */
export function panelHeight({ own: { log }, size }: Context): number {
  if (size.rows < LEAST_ROWS) return 0;
  return size.rows >= ROOMY_ROWS && reasonsOf(log).length > 0 ? 2 : 1;
}

export function panelLines(context: Context): readonly Line[] {
  const { own, size, unicode } = context;
  const { log } = own;
  const reasons = reasonsOf(log);
  const lines: readonly Line[] = [
    [span(' from ', 'muted'), span(sourcesText(log), 'label'), ...missed(log, unicode)],
    [span(` ${clean(reasons.join(' '))}`, 'muted')],
  ];
  return lines.slice(0, panelHeight(context)).map((line) => cutLine(line, size.columns));
}

/** Without the connector, processes that start and end between two samples are not seen. */
function sourcesText({ sources }: EventLog): string {
  if (sources === undefined) return 'nothing yet';
  const heard = EVENT_LISTENERS.filter((source) => sources[source] === undefined);
  const compared = sources.connector === undefined ? [] : ['samples, which miss what is shorter'];
  return [...heard, ...compared].join(', ');
}

function missed({ lost }: EventLog, unicode: boolean): Line {
  return lost === 0 ? [] : [span(unicode ? ' · ' : ', ', 'muted'), span(`${lost} missed`, 'warning')];
}

/** `no taskstats: it needs CAP_NET_ADMIN.` */
function reasonsOf({ sources }: EventLog): readonly string[] {
  if (sources === undefined) return [];
  return EVENT_LISTENERS.flatMap((source) => {
    const reason = sources[source];
    return reason === undefined ? [] : [`no ${source}: ${reason}`];
  });
}
