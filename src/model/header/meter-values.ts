import type { History } from '../sample/history.js';
import type { Segment } from '../text/bars.js';
import { formatBytes } from '../text/units.js';

export type MeterContext = {
  readonly history: History;
  /** Local time, such as 14:02. */
  readonly clock: string;
  readonly delaySeconds: number;
  /** The CPU meter is of the quota that limits ntop, where there is one. */
  readonly cpuOfQuota?: boolean;
};

type Figure = number | string | undefined | readonly (number | undefined)[];

export type MeterValue = {
  /** Safe for a terminal, and complete except for the label before a bar. */
  readonly text: string;
  /** The same in whole words, if there is room. */
  readonly longText: string;
  /** An addition to the text, if there is room. */
  readonly detail: string;
  readonly segments: readonly Segment[];
  /** The same as numbers, with units in their names. */
  readonly figures: Readonly<Record<string, Figure>>;
};

/** A meter's value from its text and its figures. */
export function meterValue(
  text: string,
  figures: MeterValue['figures'],
  detail = '',
  segments: readonly Segment[] = NONE,
  longText = text,
): MeterValue {
  return new ReadValue(text, longText, detail, segments, figures);
}

const NONE: readonly Segment[] = [];

class ReadValue implements MeterValue {
  constructor(
    readonly text: string,
    readonly longText: string,
    readonly detail: string,
    readonly segments: readonly Segment[],
    private readonly read: MeterValue['figures'],
  ) {}

  /** Computed on demand: frames need only the text. */
  get figures(): MeterValue['figures'] {
    return Object.fromEntries(Object.entries(this.read).map(([name, figure]) => [name, knownFigure(figure)]));
  }
}

function knownFigure(figure: Figure): Figure {
  if (typeof figure === 'object') return figure.map(knownNumber);
  return typeof figure === 'number' ? knownNumber(figure) : figure;
}

function knownNumber(figure: number | undefined): number | undefined {
  return Number.isNaN(figure) ? undefined : figure;
}

export function shown(figure: number | undefined, format: (figure: number) => string): string {
  return figure === undefined || Number.isNaN(figure) ? '-' : format(figure);
}

export function whole(number: number | undefined): string {
  return shown(number, (figure) => figure.toFixed(0));
}

/** `5.1/15.6G`; a part in another unit keeps its own, as in `812M/15.6G`. */
export function pair(part: number | undefined, total: number | undefined): string {
  const [partText, totalText] = [shown(part, formatBytes), shown(total, formatBytes)];
  const sameUnit = /[A-Z]$/.test(partText) && partText.at(-1) === totalText.at(-1);
  return `${sameUnit ? partText.slice(0, -1) : partText}/${totalText}`;
}
