import { describeTargets } from '../model/list/targets.js';
import { signalName } from '../model/processes/signals.js';
import type { Confirm } from '../model/state/layers.js';
import type { Line } from '../model/text/line.js';
import { targetLines } from '../model/view/note.js';
import { Lines } from './Lines.js';
import type { Painter } from './paint.js';

type Props = {
  readonly confirm: Confirm;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly painter: Painter;
};

/** The question, its meaning and the keys. */
const LINES_AROUND = 4;

/** The confirmation with all its processes. */
export function ConfirmDialog({ confirm, top, width, height, painter }: Props) {
  const { signal, targets } = confirm;
  const question = `Send ${signalName(signal)} to ${describeTargets(targets)}?`;
  const lines: readonly Line[] = [
    [{ text: question, tone: 'danger' }],
    [{ text: 'It can not be caught: nothing is saved, nothing is cleaned up.', tone: 'normal' }],
    ...targetLines(targets, width, Math.max(1, height - LINES_AROUND)),
    [
      { text: 'y', tone: 'key' },
      { text: ' kills, ', tone: 'normal' },
      { text: 'Esc', tone: 'key' },
      { text: ' does nothing', tone: 'normal' },
    ],
  ];
  return <Lines left={0} top={top} lines={lines.map((line) => painter.line(line, width))} height={height} />;
}
