import type { Command } from '../list/commands.js';
import type { Part, Requirement as RequirementName } from '../list/part.js';
import { partById } from '../panes.js';
import { contextOf, isTree } from '../state/context.js';
import { lostText, nounOf, paneOf, selectedProcessSlot, selectedSlot } from '../state/pane-state.js';
import type { State } from '../state/state.js';
import { remembered } from '../text/remembered.js';
import { isOnScreen, selectedRow } from './moving.js';

/** What a command requires. */
type Requirement = (state: State, command: Command) => string | undefined;

const now: Requirement = ({ past }) => {
  if (!past?.isStepped) return undefined;
  return past.recording === undefined ? 'not in the past: Z goes back to now' : 'not in a recording';
};
const live: Requirement = ({ past }) =>
  past?.recording === undefined ? undefined : 'not in a recording: what it shows is recorded';
const writable: Requirement = (state, command) =>
  state.readonly ? 'not in read-only mode (--readonly)' : now(state, command);
const selected: Requirement = (state) => {
  const noun = nounOf(state);
  if (state.selected === 0 && state.lost !== undefined) return `${lostText(state, state.lost)}: nothing was done`;
  if (state.selected === 0) return `select a ${noun} first: ↑ ↓`;
  const row = selectedRow(state);
  if (row < 0) return `the selected ${noun} is not in the list`;
  return isOnScreen(state, row) ? undefined : `the selected ${noun} is not on the screen: Esc shows it`;
};
function noProcess(state: State): string | undefined {
  const { sample } = state;
  return sample && paneOf(state).noProcess?.(sample, selectedSlot(state));
}

const onProcess: Requirement = (state, command) =>
  selected(state, command) ?? (selectedProcessSlot(state) < 0 ? noProcess(state) : undefined);
const chosen: Requirement = (state, command) => (state.tagged.size === 0 ? onProcess(state, command) : undefined);
const tree: Requirement = (state) => (isTree(state) ? undefined : 'only in the tree: press t');
const searched: Requirement = (state) => (state.search === '' ? 'nothing to search for: press /' : undefined);

const REQUIREMENTS: { readonly [Type in Command['type']]?: readonly Requirement[] } = {
  askSignal: [writable, chosen],
  niceBy: [writable, chosen],
  askNice: [writable, chosen],
  askAffinity: [writable, chosen],
  askIoPriority: [writable, chosen],
  record: [live],
  inspect: [onProcess],
  tag: [selected],
  tagBranch: [selected],
  copy: [selected],
  moveToParent: [selected],
  fold: [tree, selected],
  foldAll: [tree],
  findNext: [searched],
};

/** What commands of parts may require. */
const NAMED: Readonly<Record<RequirementName, Requirement>> = { writable, now, selected, process: onProcess, chosen };

function requirementsOf(command: Command): readonly Requirement[] {
  if (command.type !== 'own') return REQUIREMENTS[command.type] ?? [];
  return (partById(command.part).commands?.[command.command] ?? []).map((name) => NAMED[name]);
}

/** The objections of the open pane and of the part of the command. */
function refusalOfParts(state: State, command: Command): string | undefined {
  const own = command.type === 'own' ? command.part : state.pane;
  const reason = objection(state, paneOf(state), command);
  return reason ?? (own === state.pane ? undefined : objection(state, partById(own), command));
}

function objection(state: State, part: Part, command: Command): string | undefined {
  return part.refuses?.(contextNow(state, part), command);
}

/** The footer asks about ten commands in a row. */
const contextNow = remembered((state: State, part: Part) => contextOf(state, part));

const ABOUT_SELECTION: ReadonlySet<Requirement> = new Set([selected, onProcess, chosen]);

/** Whether a command acts on the selection: then the selection counts as chosen by the user. */
export function isAboutSelection(command: Command): boolean {
  return requirementsOf(command).some((requirement) => ABOUT_SELECTION.has(requirement));
}

/**
 * Until the user selects a row, another process may move into the first row just before a key. Then a key that acts must
 * be pressed again; undefined if the first row did not change.
 */
export function surpriseOf(state: State, command: Command, now: number): string | undefined {
  const { isChosen, lost, selectedText, tagged } = state;
  if (isChosen || lost === undefined || now >= lost.until || tagged.size > 0) return undefined;
  const acts = requirementsOf(command).includes(writable);
  return acts ? `${lost.text} was here until just now: press again for ${selectedText}` : undefined;
}

/** Why a command can't be carried out now, for the status line; undefined if it can. */
export function refusalReason(state: State, command: Command): string | undefined {
  const refused = refusalOfParts(state, command);
  if (refused !== undefined) return refused;
  for (const requirement of requirementsOf(command)) {
    const reason = requirement(state, command);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
