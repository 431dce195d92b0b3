import { parseFilter } from '../filter/filter.js';
import type { Edit, PromptPurpose } from '../list/commands.js';
import { describeTargets, type Target } from '../list/targets.js';
import { PANES } from '../panes.js';
import type { Prompt } from '../state/layers.js';
import { only, type Step, step } from '../state/messages.js';
import { paneOf } from '../state/pane-state.js';
import { DELAY_TEXT, isDelay } from '../state/settings.js';
import { push, replaceTop, type State, say } from '../state/state.js';
import { parseSeconds } from '../text/units.js';
import { type ParsedTime, parseTime } from '../timeline/times.js';
import { sayGone } from './acting.js';
import { refusalReason } from './availability.js';
import { chosenTargets } from './chosen-targets.js';
import { editLine } from './editing.js';
import { relist } from './listing.js';
import { goToTime, wallClockOf } from './looking-back.js';
import { findFrom, goBack } from './searching.js';
import { seek, seekProblem } from './seeking.js';

const REMEMBERED = 50;

type Problem = Prompt['problem'];

/** A kind of prompt: its title and the effect of its text. */
type PromptKind = {
  readonly title: (targets: readonly Target[]) => string;
  readonly begin: (state: State) => string;
  /** Called after each change of the text. */
  readonly preview: (state: State, prompt: Prompt) => { readonly state: State; readonly problem?: Problem };
  readonly accept: (state: State, prompt: Prompt) => Step;
};

const PROMPTS: { readonly [Purpose in PromptPurpose]: PromptKind } = {
  search: {
    title: () => 'Search',
    begin: () => '',
    preview: (state, { text, origin }) => ({ state: findFrom({ ...state, search: text }, origin) }),
    accept: (state) => only(state),
  },
  filter: {
    title: () => 'Filter',
    begin: (state) => state.filter.text,
    preview: (state, { text }) => applyFilter(state, text),
    accept: (state) => only(state),
  },
  delay: {
    title: () => 'Seconds between samples',
    begin: (state) => String(state.settings.delaySeconds),
    preview: (state, { text }) => withProblem(state, readDelay(text) === undefined && DELAY_TEXT),
    accept: (state, { text }) => setDelay(state, readDelay(text) ?? state.settings.delaySeconds),
  },
  time: {
    title: () => 'Time (3:12, yesterday 3:12, -5m, now-5m)',
    begin: () => '',
    preview: (state, { text }) => {
      const time = readTime(state, text);
      return withProblem(state, !time.ok && time.reason);
    },
    accept: (state, { text }) => {
      const time = readTime(state, text);
      return only(time.ok ? goToTime(state, time.wallMilliseconds) : state);
    },
  },
  moment: {
    title: () => 'Next moment where (cpu>90, name=postgres rss>2G)',
    begin: () => '',
    preview: (state, { text }) => ({ state, problem: seekProblem(state, text) }),
    accept: (state, { text }) => only(seek(state, 1, text.trim())),
  },
  speed: {
    title: () => 'Times as fast as it was',
    begin: ({ past }) => String(past?.speed ?? 1),
    preview: (state, { text }) => withProblem(state, readSpeed(text) === undefined && SPEED_TEXT),
    accept: (state, { text }) => only(withSpeed(state, readSpeed(text))),
  },
  record: {
    title: () => 'Record to (file.ntr or folder; empty: the usual folder)',
    begin: () => '',
    preview: (state) => ({ state }),
    accept: (state, { text }) =>
      step(state, { type: 'beginRecord', path: text.trim(), intervalSeconds: state.settings.delaySeconds }),
  },
  nice: {
    title: (targets) => `Nice value for ${describeTargets(targets)}, -20 to 19`,
    begin: () => '',
    preview: (state, { text }) =>
      withProblem(state, readNice(text) === undefined && 'invalid nice value: use a whole number from -20 to 19'),
    accept: (state, { text, targets }) => {
      const nice = readNice(text);
      return nice === undefined ? only(state) : step(state, { type: 'setNice', targets, nice });
    },
  },
};

export function promptTitle({ purpose, targets }: Prompt): string {
  return PROMPTS[purpose].title(targets);
}

export function openPrompt(state: State, purpose: PromptPurpose): State {
  const targets = purpose === 'nice' ? chosenTargets(state) : [];
  const reason = purpose === 'nice' ? refusalReason(state, { type: 'askNice' }) : undefined;
  if (reason !== undefined) return say(state, reason, 'danger');
  if (purpose === 'nice' && targets.length === 0) return sayGone(state);
  const text = PROMPTS[purpose].begin(state);
  const { selected, isChosen, lastRow, top, filter, search } = state;
  return push(state, {
    kind: 'prompt',
    purpose,
    text,
    cursor: text.length,
    problem: undefined,
    recall: 0,
    draft: text,
    before: { filter, search },
    origin: { selected, isChosen, lastRow, top },
    targets,
  });
}

export function editPrompt(state: State, prompt: Prompt, edit: Edit): State {
  if (edit.type === 'recall') return recall(state, prompt, edit.direction);
  const line = editLine(prompt, edit);
  return changed(state, { ...prompt, ...line, recall: 0, draft: line.text });
}

/** Enter. An invalid text keeps the prompt open and its error marked. */
export function acceptPrompt(state: State, prompt: Prompt): Step {
  // The found row stays selected, even if a new match appears above it.
  const checked = prompt.purpose === 'search' ? state : changed(state, prompt);
  const current = checked.layers.at(-1) as Prompt;
  if (current.problem !== undefined) return only(checked);
  const closed = { ...checked, layers: checked.layers.slice(0, -1) };
  return PROMPTS[prompt.purpose].accept(remember(closed, prompt), prompt);
}

/** Esc. Restores the state before the prompt was opened. */
export function cancelPrompt(state: State, prompt: Prompt): State {
  const closed = { ...state, layers: state.layers.slice(0, -1) };
  if (!isHistoric(prompt)) return closed;
  const restored = withFilter({ ...closed, search: prompt.before.search }, prompt.before.filter);
  return goBack(restored, prompt.origin);
}

function withFilter(state: State, filter: Prompt['before']['filter']): State {
  return filter === state.filter ? state : relist({ ...state, filter });
}

/** Adds the text of a search or filter to the history. */
function isHistoric({ purpose }: Prompt): boolean {
  return purpose === 'search' || purpose === 'filter';
}

/** Tab switches between search and filter and keeps the text. */
export function swapPrompt(state: State, prompt: Prompt): State {
  if (!isHistoric(prompt)) return state;
  const toFilter = prompt.purpose === 'search';
  const { search, filter } = prompt.before;
  const cleared = toFilter ? { ...state, search } : withFilter(state, filter);
  return changed(cleared, { ...prompt, purpose: toFilter ? 'filter' : 'search' });
}

function changed(state: State, prompt: Prompt): State {
  const { state: next, problem } = PROMPTS[prompt.purpose].preview(state, prompt);
  return replaceTop(next, { ...prompt, problem });
}

export function applyFilter(state: State, text: string): { readonly state: State; readonly problem?: Problem } {
  const parsed = parseFilter(text, paneOf(state), PANES);
  if ('problem' in parsed) return { state, problem: parsed.problem };
  return { state: relist({ ...state, filter: { text: text.trim(), filter: parsed.filter } }) };
}

function recall(state: State, prompt: Prompt, direction: 1 | -1): State {
  if (!isHistoric(prompt)) return state;
  const index = Math.min(Math.max(prompt.recall + direction, 0), state.typedBefore.length);
  const text = index === 0 ? prompt.draft : state.typedBefore[index - 1];
  return changed(state, { ...prompt, text, cursor: text.length, recall: index });
}

function remember(state: State, prompt: Prompt): State {
  const { text } = prompt;
  if (!isHistoric(prompt) || text === '') return state;
  const others = state.typedBefore.filter((other) => other !== text);
  return { ...state, typedBefore: [text, ...others].slice(0, REMEMBERED) };
}

function withProblem(state: State, message: string | false): { readonly state: State; readonly problem?: Problem } {
  return { state, problem: message === false ? undefined : { message, position: 0 } };
}

function setDelay(state: State, seconds: number): Step {
  const settings = { ...state.settings, delaySeconds: seconds };
  return step(say({ ...state, settings }, `a sample every ${seconds}s`), { type: 'setDelay', seconds });
}

function readDelay(text: string): number | undefined {
  const seconds = parseSeconds(text);
  return isDelay(seconds) ? seconds : undefined;
}

function readTime(state: State, text: string): ParsedTime {
  const { past } = state;
  const timeline = past?.timeline ?? state.rewind.timeline;
  return parseTime(text, {
    momentMilliseconds: wallClockOf(state),
    nowMilliseconds: timeline.summary(timeline.end - 1).wallMilliseconds,
    utcOffsetMinutes: past?.recording?.utcOffsetMinutes ?? ((wall) => -new Date(wall).getTimezoneOffset()),
  });
}

const SPEED_TEXT = 'a number from 0.1 to 1000';

function readSpeed(text: string): number | undefined {
  const speed = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return speed >= 0.1 && speed <= 1000 ? speed : undefined;
}

function withSpeed(state: State, speed = 1): State {
  const { past } = state;
  return past === undefined ? state : say({ ...state, past: { ...past, speed } }, `z plays ${speed} times as fast`);
}

function readNice(text: string): number | undefined {
  const nice = /^[+-]?\d{1,2}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return nice >= -20 && nice <= 19 ? nice : undefined;
}
