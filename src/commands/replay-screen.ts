import type { Reading, Samples, Source } from '../model/machine/source.js';
import type { Recording as RecordingOfState, State } from '../model/state/state.js';
import type { Timeline } from '../model/timeline/timeline.js';
import { openRecording } from '../model/update/looking-back.js';
import { update } from '../model/update/update.js';
import type { Recording } from '../recordings/recording.js';
import { runScreen } from '../ui/run-screen.js';
import type { Showing } from './show.js';

/** A recording that is still written is looked at again after this time. */
const LOOK_MILLISECONDS = 1000;

/** A recording, and the sample that is shown first; undefined: the newest. */
export type Shown = { readonly recording: Recording; readonly index: number | undefined };

type ReplayShowing = Omit<Showing, 'source'> & Shown;

/** Shows a recording on the screens of ntop until the user quits. Nothing of this machine is read, and nothing acted on. */
export async function showRecording(showing: ReplayShowing): Promise<void> {
  const { recording, index, state: begun, terminal, stdin, depth, save, guard } = showing;
  const timeline = growing(recording);
  const world = {
    source: NOTHING_TO_READ,
    samples: timeline.samples,
    terminal,
    save,
    now: () => performance.now(),
    clock: () => new Date().toTimeString().slice(0, 5),
  };
  const recorded = {
    host: recording.hostname(recording.end - 1),
    utcOffsetMinutes: (wall: number) => recording.utcOffsetMinutes(recording.indexAt(wall)),
  };
  guard();
  await terminal.run(async (output) => {
    const { columns, rows } = output;
    const sized = update(begun, { type: 'resize', columns, rows }).state;
    const state = opened(sized, timeline, recorded, index ?? recording.end - 1);
    await runScreen(output, stdin, { state, depth, world });
  });
}

/** At this sample, or the last one before it that can be read. */
function opened(state: State, timeline: Timeline, recording: RecordingOfState, index: number): State {
  const shown = openRecording(state, timeline, recording, index);
  if (shown.sample !== undefined || index <= timeline.first) return shown;
  return opened(state, timeline, recording, index - 1);
}

/** The recording with an end that grows by one for each reading, so that every new sample can be seen. */
function growing(recording: Recording) {
  let { end } = recording;
  let give: ((result: IteratorResult<Reading, undefined>) => void) | undefined;
  const look = () => {
    if (give === undefined || (end === recording.end && !recording.refresh())) return;
    const snapshot = recording.moment(end)?.snapshot;
    end += 1;
    if (snapshot !== undefined) give({ done: false, value: { ok: true, snapshot } });
    if (snapshot !== undefined) give = undefined;
  };
  const timer = setInterval(look, LOOK_MILLISECONDS);
  const finish = () => {
    clearInterval(timer);
    give?.({ done: true, value: undefined });
    give = undefined;
  };
  const samples: Samples = {
    next: () =>
      new Promise((resolve) => {
        give = resolve;
      }),
    async return() {
      finish();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    setNeeds() {},
    setDelay() {},
    sampleNow() {},
    overdueSeconds: () => undefined,
    end: finish,
  };
  return {
    samples,
    first: recording.first,
    get end() {
      return end;
    },
    summary: (index: number) => recording.summary(index),
    moment: (index: number) => recording.moment(index),
    indexAt: (wall: number) => Math.min(recording.indexAt(wall), end - 1),
    events: (until: number, most: number) => recording.events(until, most),
  };
}

const REFUSED = { ok: false, code: 'not in a recording', gone: false } as const;
const refuse = async () => REFUSED;

/** A recording has no machine behind it: update() asks for nothing of one, and nothing would come. */
const NOTHING_TO_READ: Source = {
  sample: () => Promise.reject(new Error('a recording is not read like a machine')),
  detail: refuse,
  socketOwners: async () => [],
  hostName: async () => undefined,
  async *events() {},
  memory: { footprints: async () => [], mappings: refuse, limit: refuse },
  waits: { facts: async () => [] },
  users: { ownUid: -1, listed: async () => new Map(), elsewhere: async () => undefined },
  actions: {
    hold: refuse,
    release: () => {},
    signal: refuse,
    nice: refuse,
    setNice: refuse,
    setIoPriority: refuse,
    setAffinity: refuse,
  },
};
