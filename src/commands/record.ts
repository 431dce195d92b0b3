import { statSync } from 'node:fs';
import type { RecordOptions } from '../cli/options.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Samples, Source } from '../model/machine/source.js';
import { quoted } from '../model/text/text.js';
import { samples } from '../probe/samples.js';
import { openWriter, type RecordingWriter } from '../recordings/writer.js';
import { recordingsFolder } from '../settings/recordings-folder.js';
import { cutCommandLines } from './cut-command-lines.js';
import { EnvironmentError } from './failure.js';
import { snapshotOf } from './reading.js';
import { recordNeeds } from './record-needs.js';
import { ending } from './recorded-text.js';

export type RecordInput = {
  readonly source: Pick<Source, 'sample'>;
  readonly options: RecordOptions;
  /** Prints messages on standard error. */
  readonly tell: (sentence: string) => void;
  /** Ends the recording. */
  readonly stop: AbortSignal;
};

/** Weeks of a usual machine. */
const USUAL_KEEP_SECONDS = 14 * 86_400;
const USUAL_MOST_BYTES = 2 * 2 ** 30;
/** Others need the disk more. */
const LEAST_FREE_BYTES = 64 * 2 ** 20;

/**
 * Records samples until -n is reached or `stop` aborts. Rejects if the machine can't be read or nothing can be written;
 * while a disk is full it goes on, and records when there is room again.
 */
export async function runRecord(input: RecordInput): Promise<void> {
  const { source, options, tell, stop } = input;
  const needs = recordNeeds(options.sections);
  // Logins are read in the background, for a later sample; the first one should have them too.
  const begin = needs.sessions === undefined ? needs : { ...needs, sessions: 'now' as const };
  const readings = samples(source, begin, options.delaySeconds, { stop });
  // The first sample says whether the machine can be read at all, before a file is made.
  const first = await readings.next();
  if (first.done) return;
  const begun = snapshotOf(first.value);
  readings.setNeeds(needs);
  const writer = opened(input);
  try {
    const recorder = createRecorder(writer, input);
    if (!recorder.add(begun)) throw new EnvironmentError(recorder.problem ?? '');
    tell(beginning(writer, options));
    await recordAll(readings, recorder, options.iterations);
    if (recorder.problem !== undefined) throw new EnvironmentError(recorder.problem);
  } finally {
    const written = writer.close();
    if (written.samples > 0) tell(ending(written));
  }
}

async function recordAll(readings: Samples, recorder: Recorder, iterations = Number.POSITIVE_INFINITY): Promise<void> {
  for (let taken = 1; taken < iterations; taken += 1) {
    const next = await readings.next();
    if (next.done) return;
    // What can't be read for once is a gap; the next sample may be there again.
    if (next.value.ok) recorder.add(next.value.snapshot);
  }
}

type Recorder = {
  /** Whether it was written. */
  add(snapshot: Snapshot): boolean;
  /** Why the last one was not. */
  readonly problem: string | undefined;
};

function createRecorder(writer: RecordingWriter, { options, tell }: RecordInput): Recorder {
  const cut = cutCommandLines(options.commandLines);
  let { sessions }: Pick<Snapshot, 'sessions'> = {};
  let problem: string | undefined;
  return {
    get problem() {
      return problem;
    },
    add(snapshot) {
      // Logins are read now and then: those of the last reading are still what is known of a sample without one.
      sessions = snapshot.sessions ?? sessions;
      const result = writer.add(cut(sessions === undefined ? snapshot : { ...snapshot, sessions }));
      const before = problem;
      problem = result.ok ? undefined : result.reason;
      if (problem !== undefined && problem !== before) tell(`${problem}; recording goes on when that is over`);
      return result.ok;
    },
  };
}

function opened({ options }: RecordInput): RecordingWriter {
  const path = options.path ?? recordingsFolder();
  if (path === undefined) throw new EnvironmentError('no home directory; name a file or a folder to record to');
  if (isFile(path) && (options.keepSeconds ?? options.mostBytes) !== undefined) {
    throw new EnvironmentError('--keep and --max are for folders: of a file nothing is removed');
  }
  const result = openWriter({
    path,
    needs: recordNeeds(options.sections),
    intervalSeconds: options.delaySeconds,
    commandLines: options.commandLines,
    keepSeconds: options.keepSeconds ?? USUAL_KEEP_SECONDS,
    mostBytes: options.mostBytes ?? USUAL_MOST_BYTES,
    leastFreeBytes: LEAST_FREE_BYTES,
  });
  if (result.ok) return result.writer;
  throw new EnvironmentError(result.reason);
}

function isFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? path.endsWith('.ntr') : !found.isDirectory();
}

function beginning({ file }: RecordingWriter, { delaySeconds, sections }: RecordOptions): string {
  // Processes are read in every sample; the section adds what is read of each of them.
  const what = [...new Set(['the machine', 'processes', ...sections])].join(', ');
  return `recording to ${quoted(file)} every ${delaySeconds} s: ${what}; ^C ends it`;
}
