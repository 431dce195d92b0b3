import { clean, displayWidth } from '../text/text.js';
import { formatMoment } from '../text/units.js';
import type { Past, State } from './state.js';

/** What the keys of the panes and of a list take of the topmost line, with blanks. */
const TAB_CELLS = 24;

/**
 * In the header while the past is shown: `PAST 03:12:05 (-0:42)`, `RECORDING web-01 2026-11-30 03:12:05 +01:00`; without host and
 * zone, and then without the date, where there is no room for them.
 */
export function pastText({ past, sample, size }: Pick<State, 'past' | 'sample' | 'size'>): string | undefined {
  if (past === undefined || sample === undefined || (past.live !== undefined && !past.isStepped)) return undefined;
  const { wallClockMilliseconds } = sample.snapshot.system;
  const speed = past.isPlaying ? ` x${past.speed}` : '';
  if (past.recording !== undefined) {
    const zone = zoneText(past.recording.utcOffsetMinutes(wallClockMilliseconds));
    const date = dateText(past, wallClockMilliseconds);
    const forms = [`${clean(past.recording.host)} ${date} ${zone}`, date].map((form) => `RECORDING ${form}${speed}`);
    const least = `RECORDING ${momentText(past, wallClockMilliseconds)}${speed}`;
    return forms.find((form) => displayWidth(form) + TAB_CELLS <= size.columns) ?? least;
  }
  const newest = past.timeline.summary(past.timeline.end - 1).wallMilliseconds;
  return `PAST ${momentText(past, wallClockMilliseconds)} (-${agoText((newest - wallClockMilliseconds) / 1000)})${speed}`;
}

/** `03:12:05`, in the zone of the recording or else that of this machine. */
export function momentText(past: Pick<Past, 'recording'>, wallMilliseconds: number): string {
  return dateText(past, wallMilliseconds).slice(-8);
}

function dateText({ recording }: Pick<Past, 'recording'>, wallMilliseconds: number): string {
  if (recording === undefined) return formatMoment(wallMilliseconds);
  const local = new Date(wallMilliseconds + recording.utcOffsetMinutes(wallMilliseconds) * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

/** `+01:00` */
function zoneText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}

/** `0:42`, `1:02:05` */
function agoText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
