import { segmentGlyph } from '../text/bars.js';
import { glyph } from '../text/glyphs.js';
import type { Span, Tone } from '../text/line.js';
import { span } from '../text/line-layout.js';
import type { Entry } from './entry-columns.js';

const CPU_PARTS: readonly (readonly [string, Tone])[] = [
  ['user', 'cpuUser'],
  ['nice', 'cpuNice'],
  ['system', 'cpuSystem'],
  ['I/O wait', 'cpuWait'],
  ['stolen', 'cpuSteal'],
];

const MEMORY_PARTS: readonly (readonly [string, Tone])[] = [
  ['used', 'memoryUsed'],
  ['shared', 'memoryShared'],
  ['buffers', 'memoryBuffers'],
  ['cache', 'memoryCache'],
];

/** What the signs and colours on the screen mean. */
export function helpMarks(unicode: boolean): readonly Entry[] {
  return [
    { label: glyph('tagged', unicode), text: 'Tagged: actions use all of them' },
    { label: glyph('followed', unicode), text: 'Followed: kept visible' },
    { label: glyph('watched', unicode), text: 'Watched port' },
    {
      label: `${glyph('descending', unicode)} ${glyph('ascending', unicode)}`,
      text: 'Sorted descending, ascending',
    },
    { label: glyph('sum', unicode), text: 'Sum over a folded branch' },
    { label: '-', text: 'Unknown (rates need two samples)' },
    { label: 'x !', text: 'In the past: failed, OOM kill; p port, l login, ~ short of memory or disk' },
    { label: glyph('marked', unicode), text: 'In the past: a moment that you marked' },
    { label: 'CPU%', text: 'CPU%/core: 100 is one core; CPU%/all: the machine; 0 switches' },
    { label: 'CPU', text: legend(CPU_PARTS, unicode) },
    { label: 'Mem', text: legend(MEMORY_PARTS, unicode) },
  ];
}

function legend(parts: readonly (readonly [string, Tone])[], unicode: boolean): readonly Span[] {
  return parts.map(([name, tone], index) => span(`${segmentGlyph(index, unicode)} ${name}`, tone));
}
