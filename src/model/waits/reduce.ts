import type { Narrowing } from '../list/pane.js';
import type { Answer, PaneContext, PartEvent } from '../list/part.js';
import type { Target } from '../list/targets.js';
import type { Source } from '../machine/source.js';
import type { WaitReading } from '../machine/wait-facts.js';
import type { Rows, Sample } from '../sample/sample.js';
import { type Asked, askedFor, type Facts, NO_FACTS, wantedFacts, withFacts } from './facts.js';
import { createLoadWatch, type LoadWatch, observeLoad } from './load.js';
import { isLoadTold } from './load-line.js';
import { makeWaitRows, whoWaits } from './wait-rows.js';
import { WAIT_TAB } from './wait-tab.js';

/** What is known of waits besides the sample. */
export type WaitState = {
  readonly watch: LoadWatch;
  readonly facts: Facts;
  /** A reading is under way. */
  readonly isReading: boolean;
  /** Of the process whose page is open: where its first thread waits. */
  readonly page: { readonly of: Target; readonly reading: WaitReading | undefined } | undefined;
};

export function beginWaits(): WaitState {
  return { watch: createLoadWatch(), facts: NO_FACTS, isReading: false, page: undefined };
}

export type WaitEffect =
  | { readonly type: 'readFacts'; readonly asked: readonly Asked[] }
  | { readonly type: 'readPage'; readonly of: Target };

export type WaitMessage =
  | { readonly type: 'factsRead'; readonly asked: readonly Asked[]; readonly readings: readonly WaitReading[] }
  | { readonly type: 'pageRead'; readonly of: Target; readonly reading: WaitReading | undefined };

type Context = PaneContext<WaitState>;
type Change = Answer<WaitState, WaitEffect>;

/** The rows of the list, with the load taken apart. */
export function prepareWaits(own: WaitState, { sample }: Narrowing<WaitState>): { own: WaitState; rows: Rows } {
  const load = observeLoad(own.watch, sample.snapshot);
  return { own, rows: makeWaitRows(sample, own.facts, load) };
}

export function reduceWaits(context: Context, event: PartEvent<WaitMessage>): Change | undefined {
  switch (event.type) {
    case 'listed':
      return event.isNew ? readWhatIsWanted(context) : undefined;
    case 'inspected':
      return readPage(context, event.isNew ? { ...context.own, page: undefined } : context.own);
    case 'answered':
      return answered(context, event.message);
    default:
      return undefined;
  }
}

function readWhatIsWanted(context: Context): Change | undefined {
  const page = readPage(context, context.own);
  const facts = readFacts(context, page?.own ?? context.own);
  if (page === undefined || facts === undefined) return page ?? facts;
  return { own: facts.own ?? context.own, effects: [...(page.effects ?? []), ...(facts.effects ?? [])] };
}

/** Of all tasks that wait, whether on the screen or not, because they are counted by cause. */
function readFacts({ sample, isOpen, paused }: Context, own: WaitState): Change | undefined {
  if (sample === undefined || paused || own.isReading || !(isOpen || isLoadTold(own))) return undefined;
  const { snapshot } = sample;
  const asked = askedFor(snapshot, wantedFacts(own.facts, snapshot, whoWaits(sample)));
  return asked.length === 0 ? undefined : { own: { ...own, isReading: true }, effects: [{ type: 'readFacts', asked }] };
}

function readPage({ inspected }: Context, own: WaitState): Change | undefined {
  if (inspected?.tab !== WAIT_TAB.id) return own.page === undefined ? undefined : { own: { ...own, page: undefined } };
  const of = inspected.target;
  const known = own.page?.of.serial === of.serial ? own.page : { of, reading: undefined };
  return { own: { ...own, page: known }, effects: [{ type: 'readPage', of }] };
}

function answered({ own, sample, isOpen }: Context, message: WaitMessage): Change | undefined {
  if (message.type === 'pageRead') {
    // A reading of another process than the page's is too late.
    if (own.page?.of.serial !== message.of.serial) return undefined;
    return { own: { ...own, page: { of: message.of, reading: message.reading } } };
  }
  if (sample === undefined) return { own: { ...own, isReading: false } };
  const facts = withFacts(own.facts, message.asked, message.readings, sample.snapshot);
  return {
    own: { ...own, isReading: false, facts },
    wishes: isOpen ? [{ type: 'relist', holdOrder: own.facts.size > 0 }] : [],
  };
}

/** Reads in the background. */
export function carryOutWaits(effect: WaitEffect, { waits }: Source, send: (message: WaitMessage) => void): void {
  if (effect.type === 'readFacts') {
    const { asked } = effect;
    void waits.facts(asked).then((readings) => send({ type: 'factsRead', asked, readings }));
    return;
  }
  const { of } = effect;
  const task = { identity: of.identity, thread: of.identity.pid };
  void waits.facts([task]).then(([reading]) => send({ type: 'pageRead', of, reading }));
}

/** Where there is no screen: all that wait, before the list is made. */
export async function measureWaits(
  own: WaitState,
  sample: Sample,
  _slots: Int32Array,
  { waits }: Pick<Source, 'waits'>,
): Promise<WaitState> {
  const { snapshot } = sample;
  const asked = askedFor(snapshot, wantedFacts(own.facts, snapshot, whoWaits(sample)));
  if (asked.length === 0) return own;
  return { ...own, facts: withFacts(own.facts, asked, await waits.facts(asked), snapshot) };
}
