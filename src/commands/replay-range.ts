import type { ReplayChoice } from '../cli/options.js';
import { parseTime } from '../model/timeline/times.js';
import type { Recording } from '../recordings/recording.js';

/** The samples from --from to --to: from `begin` to before `end`. */
export function rangeOf(recording: Recording, { from, to }: Pick<ReplayChoice, 'from' | 'to'>) {
  const { first, end } = recording;
  if (end <= first) return { begin: first, end: first };
  const newest = recording.summary(end - 1).wallMilliseconds;
  const begins = timeOf(recording, from, newest);
  // A time that is later than the first one is; any other counts from the end of the recording.
  const ends = timeOf(recording, to, to?.trim().startsWith('+') ? (begins ?? newest) : newest);
  return {
    begin: begins === undefined ? first : firstFrom(recording, begins),
    end: ends === undefined ? end : lastTo(recording, ends) + 1,
  };
}

function timeOf(recording: Recording, text: string | undefined, momentMilliseconds: number): number | undefined {
  if (text === undefined) return undefined;
  const nowMilliseconds = recording.summary(recording.end - 1).wallMilliseconds;
  const utcOffsetMinutes = (wall: number) => recording.utcOffsetMinutes(recording.indexAt(wall));
  const parsed = parseTime(text, { momentMilliseconds, nowMilliseconds, utcOffsetMinutes });
  return parsed.ok ? parsed.wallMilliseconds : undefined;
}

/** The first sample at or after this time. */
function firstFrom(recording: Recording, wallMilliseconds: number): number {
  const index = Math.max(recording.first, recording.indexAt(wallMilliseconds));
  return recording.summary(index).wallMilliseconds < wallMilliseconds ? index + 1 : index;
}

/** The last sample at or before this time; -1 if all are later. */
function lastTo(recording: Recording, wallMilliseconds: number): number {
  const index = recording.indexAt(wallMilliseconds);
  return recording.summary(index).wallMilliseconds > wallMilliseconds ? index - 1 : index;
}
