import type { DeletedFiles, DeletedOptions } from '../../src/model/machine/disk-table.js';
import type { Identity, Refusal } from '../../src/model/machine/identity.js';
import type { Detail, Hold, Outcome } from '../../src/model/machine/machine.js';
import type { FootprintReading, LimitReading, MappingsReading } from '../../src/model/machine/memory-detail.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import type { SocketOwner } from '../../src/model/machine/socket-table.js';
import type { Reading } from '../../src/model/machine/source.js';
import type { WaitReading } from '../../src/model/machine/wait-facts.js';
import type { World } from '../../src/ui/effects.js';

type Answer = { readonly ok: true; readonly detail: Detail } | Refusal;
type Question = { readonly pid: number; readonly answer: (answer: Answer) => void };

export const GONE: Refusal = { ok: false, code: 'ESRCH', gone: true };
export const DENIED: Refusal = { ok: false, code: 'EPERM', gone: false };

/** A world outside that does what a test tells it, and remembers what it was asked. */
export type FakeWorld = {
  readonly world: World;
  /** What was done outside, a line each: `hold 42`, `signal 42 15` … */
  readonly done: string[];
  /** Processes held open now. Letting one go twice, or a signal through one that was let go, throws. */
  readonly held: ReadonlySet<Hold>;
  /** What is refused from now on, by PID. */
  readonly refusals: Map<number, Refusal>;
  readonly nices: Map<number, number>;
  /** Who has a socket open, by its inode. */
  /** By inode; an error is a reading that fails. */
  readonly socketOwners: Map<number, readonly SocketOwner[] | Error>;
  readonly hostNames: Map<string, string>;
  /** What is told of a process's memory, by PID; refused without. */
  readonly footprints: Map<number, FootprintReading>;
  readonly mappings: Map<number, MappingsReading>;
  readonly limits: Map<number, LimitReading>;
  /** Where tasks wait, by thread ID; refused without. */
  readonly waits: Map<number, WaitReading>;
  /** What is told of deleted files, for a walk over all processes. */
  deleted: (options?: DeletedOptions) => Promise<DeletedFiles>;
  /** The clock of the program, in milliseconds. */
  clock: number;
  /** How late the sample under way is. */
  overdueSeconds: number | undefined;
  /** Takes all readings at once in place of the samples. */
  listener: ((reading: Reading) => void) | undefined;
  /** Gives the program a reading, or the reason why there is none. */
  push(snapshot: Snapshot): void;
  fail(text: string): void;
  /** PIDs whose detail was asked for and has not been given yet, oldest first. */
  asked(): readonly number[];
  /** Answers the oldest question about a process, and waits until the answer has arrived. */
  answer(pid: number, answer: Partial<Detail> | Refusal): Promise<void>;
};

export function fakeWorld(): FakeWorld {
  const done: string[] = [];
  const held = new Set<Hold>();
  const refusals = new Map<number, Refusal>();
  const nices = new Map<number, number>();
  const questions: Question[] = [];
  const readings: Reading[] = [];
  let waiting: ((result: IteratorResult<Reading>) => void) | undefined;
  let handles = 0;

  const tell = (...words: readonly unknown[]) => done.push(words.join(' '));
  const act = (words: readonly unknown[], { pid }: Identity): Outcome => {
    const refusal = refusals.get(pid);
    if (refusal === undefined) tell(...words);
    return refusal ?? { ok: true };
  };
  const take = (hold: Hold) => {
    if (!held.has(hold)) throw new Error(`${hold.identity.pid} is not held`);
  };

  const tellNext = () => {
    if (waiting === undefined || readings.length === 0) return;
    waiting({ done: false, value: readings.shift() as Reading });
    waiting = undefined;
  };
  const give = (reading: Reading) => {
    if (fake.listener !== undefined) return fake.listener(reading);
    readings.push(reading);
    tellNext();
  };

  const world: World = {
    source: {
      sample: () => Promise.reject(new Error('the samples of a fake world are pushed')),
      detail: ({ pid }) => new Promise((answer) => questions.push({ pid, answer })),
      socketOwners: async (inode) => {
        const reply = fake.socketOwners.get(inode) ?? [];
        if (reply instanceof Error) throw reply;
        return reply;
      },
      deletedOpen: (options) => fake.deleted(options),
      events: () => {
        throw new Error('the events of a fake world come with its samples');
      },
      hostName: (address) => Promise.resolve(fake.hostNames.get(address)),
      memory: {
        footprints: async (identities) => identities.map(({ pid }) => fake.footprints.get(pid) ?? DENIED),
        mappings: async ({ pid }) => fake.mappings.get(pid) ?? DENIED,
        limit: async ({ pid }) => fake.limits.get(pid) ?? { ok: true, limit: undefined },
      },
      waits: { facts: async (tasks) => tasks.map(({ thread }) => fake.waits.get(thread) ?? DENIED) },
      users: { ownUid: 1000, listed: async () => new Map([['1000', 'ada']]), elsewhere: async () => undefined },
      actions: {
        async hold(identity) {
          if (refusals.get(identity.pid)?.gone) return GONE;
          const hold = { identity, handle: handles++ };
          held.add(hold);
          return { ok: true, hold };
        },
        release(hold) {
          take(hold);
          held.delete(hold);
        },
        async signal(hold, signal) {
          take(hold);
          return act(['signal', hold.identity.pid, signal], hold.identity);
        },
        nice: async ({ pid }) => refusals.get(pid) ?? { ok: true, nice: nices.get(pid) ?? 0 },
        async setNice(identity, nice) {
          const outcome = act(['nice', identity.pid, nice], identity);
          if (outcome.ok) nices.set(identity.pid, nice);
          return outcome;
        },
        setIoPriority: async (identity, ioClass, level) => act(['ionice', identity.pid, ioClass, level], identity),
        setAffinity: async (identity, cpus) => act(['affinity', identity.pid, cpus.join(',')], identity),
      },
    },
    samples: {
      next: () =>
        new Promise((resolve) => {
          waiting = resolve;
          tellNext();
        }),
      [Symbol.asyncIterator]() {
        return this;
      },
      setNeeds: () => {},
      setDelay: (seconds) => tell('delay', seconds),
      sampleNow: () => tell('hurry'),
      overdueSeconds: () => fake.overdueSeconds,
      end() {
        waiting?.({ done: true, value: undefined });
        waiting = undefined;
      },
    },
    terminal: {
      suspend: () => tell('suspend'),
      repaint: () => tell('repaint'),
      send: (sequence) => tell('send', JSON.stringify(sequence)),
      setMouse: (on) => tell('mouse', on),
    },
    save: ({ theme }) => {
      tell('save');
      return { text: `saved with theme ${theme}`, tone: 'good' };
    },
    now: () => fake.clock,
    clock: () => '14:02',
  };

  const fake: FakeWorld = {
    world,
    done,
    held,
    refusals,
    nices,
    socketOwners: new Map(),
    hostNames: new Map(),
    footprints: new Map(),
    mappings: new Map(),
    limits: new Map(),
    waits: new Map(),
    deleted: async () => ({ files: [], processes: 0, notPermitted: 0, notAnswered: 0 }),
    clock: 10_000,
    overdueSeconds: undefined,
    listener: undefined,
    push: (snapshot) => give({ ok: true, snapshot }),
    fail: (error) => give({ ok: false, error }),
    asked: () => questions.map(({ pid }) => pid),
    async answer(pid, given) {
      const index = questions.findIndex((question) => question.pid === pid);
      if (index < 0) throw new Error(`nobody asked about ${pid}`);
      const [question] = questions.splice(index, 1);
      question?.answer('code' in given ? given : { ok: true, detail: { ...EMPTY_DETAIL, ...given } });
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return fake;
}

/** A process about which nothing much can be said. */
const EMPTY_DETAIL: Detail = {
  commandLine: { value: [] },
  executable: { value: '/bin/true' },
  executableDeleted: false,
  workingDirectory: { value: '/' },
  root: { value: '/' },
  cgroup: { value: '/' },
  environment: { refused: 'EACCES' },
  openFiles: { refused: 'EACCES' },
  openFileTotal: 0,
  limits: { value: [] },
  threads: { value: [] },
  threadTotal: 0,
  affinity: { value: [0, 1, 2, 3] },
  ioPriority: { value: { class: 'none', level: 0 } },
};
