import type { ReplayChoice } from '../cli/options.js';
import type { Needs } from '../model/machine/machine.js';
import { clean } from '../model/text/text.js';
import { formatBytes, formatSpan } from '../model/text/units.js';
import { openRecording, type Recording } from '../recordings/recording.js';
import type { RecordedFile } from '../recordings/recording-report.js';
import { recordingsFolder } from '../settings/recordings-folder.js';
import { EnvironmentError } from './failure.js';

/** The recording that was named, or all of the usual folder; throws a sentence if there is none. */
export function openedRecording({ path = recordingsFolder() }: Pick<ReplayChoice, 'path'>): Recording {
  if (path === undefined) throw new EnvironmentError('no home directory; name a file or a folder to replay');
  const opened = openRecording(path);
  if (opened.ok) return opened.recording;
  throw new EnvironmentError(opened.reason);
}

/** What it holds, and what of it is damaged: one fact per line. Reads all of it. */
export function infoText(recording: Recording): string {
  recording.check();
  const files = recording.files();
  const described = files.filter(({ samples }) => samples > 0);
  const damage = recording.damage();
  const facts: readonly (readonly [string, string])[] = [
    ['host', [...new Set(described.map(({ host }) => host))].join(', ')],
    ['from', timeAt(recording, recording.first)],
    ['to', timeAt(recording, recording.end - 1)],
    ['samples', `${recording.end - recording.first}, ${intervals(described)}`],
    ['sections', sectionsOf(recording).join(', ')],
    ['commands', commandLinesOf(files)],
    ['size', `${formatBytes(sum(files.map(({ bytes }) => bytes)))} in ${counted(files.length, 'file')}`],
    ...files.map((file) => ['file', fileText(file)] as const),
    ...recording.remarks().map((remark) => ['remark', remark] as const),
    ...recording.unknown.map((name) => ['unknown', `${name}, of a later release`] as const),
    ...(damage.length === 0 ? ['none'] : damage).map((sentence) => ['damage', sentence] as const),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${clean(value)}\n`).join('');
}

/** Whether arguments, which may hold secrets, are in it. */
function commandLinesOf(files: readonly RecordedFile[]): string {
  return [...new Set(files.flatMap(({ commandLines }) => commandLines.map((how) => how ?? 'unknown')))].join(', ');
}

function intervals(files: readonly RecordedFile[]): string {
  return [...new Set(files.map(({ intervalSeconds }) => `every ${intervalSeconds} s`))].join(', ');
}

function fileText({
  path,
  samples,
  bytes,
  version,
  isWritten,
  fromMilliseconds,
  toMilliseconds,
}: RecordedFile): string {
  const span = fromMilliseconds === undefined ? [] : [formatSpan(((toMilliseconds ?? 0) - fromMilliseconds) / 1000)];
  const release = samples === 0 ? [] : [`ntop ${version}`];
  const parts = [counted(samples, 'sample'), ...span, formatBytes(bytes), ...release];
  return `${path}: ${[...parts, ...(isWritten ? ['still being written'] : [])].join(', ')}`;
}

/** Of the first and the last sample: what was asked for can change in between. */
function sectionsOf(recording: Recording): readonly string[] {
  const all = [recording.first, recording.end - 1].map((index) => recording.moment(index)?.needs);
  const has = (test: (needs: Needs) => unknown) => all.some((needs) => needs !== undefined && test(needs));
  const sections: readonly (readonly [string, boolean])[] = [
    ['processes', true],
    ['threads', has(({ threads }) => threads)],
    ['sockets', has(({ sockets }) => sockets)],
    ['sessions', has(({ sessions }) => sessions)],
    ['events', has(({ events }) => events)],
    ['disks', has(({ devices, fileSystems }) => devices || fileSystems)],
    ['groups', has(({ groups }) => groups)],
    ['sensors', has(({ sensors }) => sensors)],
  ];
  return sections.filter(([, isThere]) => isThere).map(([name]) => name);
}

/** In the zone of the recording, as it can be typed for --from. */
function timeAt(recording: Recording, index: number): string {
  const { wallMilliseconds } = recording.summary(index);
  const minutes = recording.utcOffsetMinutes(index);
  const local = new Date(wallMilliseconds + minutes * 60_000).toISOString().slice(0, 19);
  return `${local.replace('T', ' ')} ${zone(minutes)}`;
}

function zone(minutes: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const distance = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(distance / 60)}:${two(distance % 60)}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
