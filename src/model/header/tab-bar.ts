import type { Line } from '../text/line.js';
import { lineWidth, padLine, span } from '../text/line-layout.js';
import { fit } from '../text/text.js';

export type Tab = { readonly id: string; readonly label: string; readonly key: string; readonly active: boolean };

type Part = 'battery' | 'host' | 'uptime' | 'delay' | 'clock' | 'otherLabels' | 'activeLabel';

/** What is dropped on a narrow line, first to last. The marks and the keys of the panes stay. */
const GIVE_WAY: readonly Part[] = ['battery', 'otherLabels', 'uptime', 'delay', 'clock', 'host', 'activeLabel'];

/** The topmost line: panes at the left; marks (important words such as PAUSED), battery, host, uptime, delay and clock at the right. */
export function tabBar(
  panes: readonly Tab[],
  marks: readonly string[],
  battery: string,
  host: string,
  uptime: string,
  delay: string,
  clock: string,
  width: number,
): Line {
  const texts = { battery, host, uptime, delay, clock };
  for (let dropped = 0; dropped < GIVE_WAY.length; dropped++) {
    const without = new Set(GIVE_WAY.slice(0, dropped));
    const [left, right] = [tabs(panes, without), status(marks, texts, without)];
    const blank = width - lineWidth(left) - lineWidth(right);
    if (blank >= 1) return [...left, span(' '.repeat(blank)), ...right];
  }
  const without = new Set(GIVE_WAY);
  return padLine([...tabs(panes, without), ...status(marks, texts, without)], width);
}

function tabs(panes: readonly Tab[], without: ReadonlySet<Part>): Line {
  return panes.map(({ key, label, active }) => {
    const named = !without.has(active ? 'activeLabel' : 'otherLabels');
    return span(named ? ` ${key} ${label} ` : ` ${key} `, active ? 'tabActive' : 'tab');
  });
}

type Texts = Readonly<Record<'battery' | 'host' | 'uptime' | 'delay' | 'clock', string>>;

function status(marks: readonly string[], texts: Texts, without: ReadonlySet<Part>): Line {
  const host = fit(texts.host, 24, 'left', '+').trimEnd();
  const parts = (['battery', 'host', 'uptime', 'delay', 'clock'] as const).filter((part) => !without.has(part));
  const shown = parts.map((part) => (part === 'host' ? host : texts[part])).filter((text) => text !== '');
  return [
    ...marks.map((mark) => span(` ${mark} `, 'warning')),
    ...shown.map((text, index) => span(index === 0 ? ` ${text}` : `  ${text}`, 'muted')),
  ];
}
