import type { Command } from '../list/commands.js';
import { isTree, nounOf, paneOf, selectedProcessSlot, showsGroups } from '../state/pane-state.js';
import type { State } from '../state/state.js';
import { isOnScreen, selectedRow } from './moving.js';
import { selectedPort } from './watching.js';

/** What a command needs before it can be carried out. */
type Requirement = (state: State, command: Command) => string | undefined;

const writable: Requirement = (state) => (state.readonly ? 'not in read-only mode (--readonly)' : undefined);
const selected: Requirement = (state) => {
  const noun = nounOf(state);
  if (state.selected === 0 && state.lost !== undefined) return `${state.lost.text} has ended: nothing was done`;
  if (state.selected === 0) return `select a ${noun} first: ↑ ↓`;
  const row = selectedRow(state);
  if (row < 0) return `the selected ${noun} is not in the list`;
  return isOnScreen(state, row) ? undefined : `the selected ${noun} is not on the screen: Esc shows it`;
};
const onProcess: Requirement = (state, command) =>
  selected(state, command) ?? (selectedProcessSlot(state) < 0 ? paneOf(state).noProcess : undefined);
const chosen: Requirement = (state, command) => (state.tagged.size === 0 ? onProcess(state, command) : undefined);
const ungrouped: Requirement = (state) =>
  showsGroups(state) ? 'groups can not be tagged: press b until processes come one by one' : undefined;
const ported: Requirement = (state) =>
  selectedPort(state) === undefined ? 'it has no port that could be watched' : undefined;
const tree: Requirement = (state) => (isTree(state) ? undefined : 'only in the tree: press t');
const treeIsChoice: Requirement = ({ session }, command) =>
  session !== undefined && command.type === 'toggle' && command.setting === 'tree'
    ? 'a session is always a tree: Esc leaves it'
    : undefined;
const searched: Requirement = (state) => (state.search === '' ? 'nothing to search for: press /' : undefined);

const REQUIREMENTS: { readonly [Type in Command['type']]?: readonly Requirement[] } = {
  askSignal: [writable, chosen],
  jumpToOwner: [onProcess],
  showSession: [onProcess],
  askHangUp: [writable, chosen],
  toggleWatch: [selected, ported],
  niceBy: [writable, chosen],
  askNice: [writable, chosen],
  askAffinity: [writable, chosen],
  askIoPriority: [writable, chosen],
  inspect: [onProcess],
  tag: [ungrouped, selected],
  tagBranch: [selected],
  copy: [selected],
  moveToParent: [selected],
  fold: [tree, selected],
  foldAll: [tree],
  toggle: [treeIsChoice],
  findNext: [searched],
};

const ABOUT_SELECTION: ReadonlySet<Requirement> = new Set([selected, onProcess, chosen]);

/** Whether a command is about what is selected: then that was chosen, even if it is the first row only because none was. */
export function isAboutSelection({ type }: Command): boolean {
  return (REQUIREMENTS[type] ?? []).some((requirement) => ABOUT_SELECTION.has(requirement));
}

/**
 * While no row was chosen, another process may come into the first one just before a key. What acts then asks to be
 * pressed again; undefined when nothing came in between.
 */
export function surpriseOf(state: State, { type }: Command, now: number): string | undefined {
  const { isChosen, lost, selectedText, tagged } = state;
  if (isChosen || lost === undefined || now >= lost.until || tagged.size > 0) return undefined;
  const acts = REQUIREMENTS[type]?.includes(writable) ?? false;
  return acts ? `${lost.text} was here until just now: press again for ${selectedText}` : undefined;
}

/** Why a command can't be carried out now, in words for the status line; undefined when it can. */
export function refusalReason(state: State, command: Command): string | undefined {
  for (const requirement of REQUIREMENTS[command.type] ?? []) {
    const reason = requirement(state, command);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
