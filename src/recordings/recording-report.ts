import type { SectionLayout } from '../model/timeline/layout.js';
import type { InputFile } from './input-file.js';
import type { SampleIndex } from './sample-index.js';
import type { Schema } from './schema.js';

/** Samples of one file and one run of ntop. */
export type Chain = {
  readonly file: InputFile;
  readonly run: number;
  schema: Schema;
  readonly layout: readonly SectionLayout[];
};

export type RecordedFile = {
  readonly path: string;
  readonly bytes: number;
  readonly samples: number;
  /** Of the first and the last sample; undefined without any. */
  readonly fromMilliseconds: number | undefined;
  readonly toMilliseconds: number | undefined;
  /** Of its first schema. */
  readonly host: string;
  readonly version: string;
  readonly intervalSeconds: number;
  /** What is left of command lines, each way once; undefined where a sample does not say it. */
  readonly commandLines: readonly (string | undefined)[];
  /** An ntop is still recording to it. */
  readonly isWritten: boolean;
};

/** The samples of a recording, as far as their heads tell. */
export type Reported = { readonly index: SampleIndex; readonly end: number; chainOf(index: number): Chain };

const LEAST_STEP_BACK_MILLISECONDS = 1000;

export function timeOf(wallMilliseconds: number): string {
  return new Date(wallMilliseconds).toISOString();
}

/** What one may not expect, as sentences without their full stop. */
export function remarksOf(recording: Reported, chains: readonly Chain[]): readonly string[] {
  const { index, end } = recording;
  const hosts = [...new Set(chains.map(({ schema }) => schema.host))];
  const remarks = hosts.length > 1 ? [`it has samples of several machines: ${hosts.join(', ')}`] : [];
  for (let at = 1; at < end; at++) {
    const [before, now] = [recording.chainOf(at - 1).schema, recording.chainOf(at).schema];
    const time = timeOf(index.wall(at));
    const back = index.wall(at - 1) - index.wall(at);
    const seconds = Math.round(back / 1000);
    if (back >= LEAST_STEP_BACK_MILLISECONDS) remarks.push(`the clock was ${seconds} s further before ${time}`);
    if (before.host === now.host && before.bootId !== now.bootId)
      remarks.push(`${now.host} was started anew before ${time}`);
  }
  return remarks;
}

/** Samples that are missing between two of a run. */
export function lostSamplesOf(recording: Reported): readonly string[] {
  const { index, end } = recording;
  const sentences: string[] = [];
  for (let at = 1; at < end; at++) {
    const lost = index.sequence(at) - index.sequence(at - 1) - 1;
    if (lost <= 0 || recording.chainOf(at).run !== recording.chainOf(at - 1).run) continue;
    const [from, to] = [timeOf(index.wall(at - 1)), timeOf(index.wall(at))];
    const samples = lost === 1 ? 'sample is' : 'samples are';
    sentences.push(`${recording.chainOf(at).file.path}: ${lost} ${samples} missing between ${from} and ${to}`);
  }
  return sentences;
}

export function describeFile(recording: Reported, input: InputFile): RecordedFile {
  const { index, end } = recording;
  let samples = 0;
  let [from, to]: [number | undefined, number | undefined] = [undefined, undefined];
  let schema: Schema | undefined;
  const commandLines = new Set<string | undefined>();
  for (let at = 0; at < end; at++) {
    const chain = recording.chainOf(at);
    if (chain.file !== input) continue;
    samples += 1;
    to = index.wall(at);
    from ??= to;
    schema ??= chain.schema;
    commandLines.add(chain.schema.commandLines);
  }
  return {
    path: input.path,
    bytes: input.bytes,
    samples,
    fromMilliseconds: from,
    toMilliseconds: to,
    host: schema?.host ?? '',
    version: schema?.version ?? '',
    intervalSeconds: schema?.intervalSeconds ?? Number.NaN,
    commandLines: [...commandLines],
    isWritten: input.isWritten,
  };
}
