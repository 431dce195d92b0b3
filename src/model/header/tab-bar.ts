import type { Line } from '../text/line.js';
import { lineWidth, padLine, span } from '../text/line-layout.js';
import { fit } from '../text/text.js';

export type Tab = { readonly id: string; readonly label: string; readonly key: string; readonly active: boolean };

type TabBarInput = {
  readonly panes: readonly Tab[];
  /** Important words such as PAUSED. */
  readonly marks: readonly string[];
  readonly host: string;
  readonly uptime: string;
  readonly delay: string;
  readonly clock: string;
};

type Part = 'host' | 'uptime' | 'delay' | 'clock' | 'otherLabels' | 'activeLabel';

/** What is dropped on a narrow line, first to last. The marks and the keys of the panes stay. */
const GIVE_WAY: readonly Part[] = ['otherLabels', 'uptime', 'delay', 'clock', 'host', 'activeLabel'];

/** The topmost line: panes at the left; marks, host, uptime, delay and clock at the right. */
export function tabBar(input: TabBarInput, width: number): Line {
  for (let dropped = 0; dropped < GIVE_WAY.length; dropped++) {
    const without = new Set(GIVE_WAY.slice(0, dropped));
    const [left, right] = [tabs(input.panes, without), status(input, without)];
    const blank = width - lineWidth(left) - lineWidth(right);
    if (blank >= 1) return [...left, span(' '.repeat(blank)), ...right];
  }
  const without = new Set(GIVE_WAY);
  return padLine([...tabs(input.panes, without), ...status(input, without)], width);
}

function tabs(panes: readonly Tab[], without: ReadonlySet<Part>): Line {
  return panes.map(({ key, label, active }) => {
    const named = !without.has(active ? 'activeLabel' : 'otherLabels');
    return span(named ? ` ${key} ${label} ` : ` ${key} `, active ? 'tabActive' : 'tab');
  });
}

function status(input: TabBarInput, without: ReadonlySet<Part>): Line {
  const marks = input.marks.map((mark) => span(` ${mark} `, 'warning'));
  const host = fit(input.host, 24, 'left', '+').trimEnd();
  const parts = (['host', 'uptime', 'delay', 'clock'] as const).filter((part) => !without.has(part));
  const texts = parts.map((part) => (part === 'host' ? host : input[part])).filter((text) => text !== '');
  return [...marks, ...texts.map((text, index) => span(index === 0 ? ` ${text}` : `  ${text}`, 'muted'))];
}
