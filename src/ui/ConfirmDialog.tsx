import { describeTargets } from '../model/list/targets.js';
import type { Confirm } from '../model/state/layers.js';
import type { Line } from '../model/text/line.js';
import { signalName } from '../model/update/acting.js';
import { Lines } from './Lines.js';
import type { Painter } from './paint.js';

type Props = {
  readonly confirm: Confirm;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly painter: Painter;
};

/** The last question, with every process it is about. */
export function ConfirmDialog({ confirm, top, width, height, painter }: Props) {
  const { signal, targets } = confirm;
  const question = `Send ${signalName(signal)} to ${describeTargets(targets)}?`;
  const named = targets.slice(0, Math.max(1, height - 5));
  const more = targets.length - named.length;
  const lines: readonly Line[] = [
    [{ text: question, tone: 'danger' }],
    [{ text: 'It can not be caught: nothing is saved, nothing is cleaned up.', tone: 'normal' }],
    ...named.map(({ identity, name, user }): Line => [{ text: `  ${identity.pid} ${name} (${user})`, tone: 'strong' }]),
    ...(more > 0 ? [[{ text: `  and ${more} more`, tone: 'muted' } as const]] : []),
    [
      { text: 'y', tone: 'key' },
      { text: ' kills, ', tone: 'normal' },
      { text: 'Esc', tone: 'key' },
      { text: ' does nothing', tone: 'normal' },
    ],
  ];
  return <Lines left={0} top={top} lines={lines.map((line) => painter.line(line, width))} height={height} />;
}
