import type { Command } from '../commands.js';
import { isTree, paneOf, selectedProcessSlot } from '../pane-state.js';
import type { State } from '../state.js';
import { selectedRow } from './moving.js';
import { selectedPort } from './watching.js';

/** What a command needs before it can be carried out. */
type Requirement = (state: State, command: Command) => string | undefined;

const writable: Requirement = (state) => (state.readonly ? 'not in read-only mode (--readonly)' : undefined);
const selected: Requirement = (state) => {
  const { noun } = paneOf(state);
  if (state.selected === 0) return `select a ${noun} first: ↑ ↓`;
  return selectedRow(state) < 0 ? `the selected ${noun} is not in the list` : undefined;
};
const chosen: Requirement = (state, command) => (state.tagged.size === 0 ? selected(state, command) : undefined);
const hasProcesses: Requirement = (state) => {
  if (state.tagged.size > 0 || selectedProcessSlot(state) >= 0) return undefined;
  return 'no process of this session is known: it was left behind, or its processes are hidden';
};
const owned: Requirement = (state) => {
  if (state.pane !== 'connections' || state.tagged.size > 0) return undefined;
  return selectedProcessSlot(state) < 0 ? 'its process is not known: not yours, or it has none any more' : undefined;
};
const single: Requirement = (state) => {
  if (state.pane !== 'memory' || state.tagged.size > 0) return undefined;
  return selectedProcessSlot(state) < 0 ? 'this is a group: b shows its processes one by one' : undefined;
};
const ungrouped: Requirement = (state) =>
  state.pane === 'memory' && state.memory.grouping !== 'none'
    ? 'groups can not be tagged: b shows processes'
    : undefined;
const ported: Requirement = (state) =>
  selectedPort(state) === undefined ? 'it has no port that could be watched' : undefined;
const tree: Requirement = (state) => (isTree(state) ? undefined : 'only in the tree: press t');
const treeIsChoice: Requirement = ({ session }, command) =>
  session !== undefined && command.type === 'toggle' && command.setting === 'tree'
    ? 'a session is always a tree: Esc leaves it'
    : undefined;
const searched: Requirement = (state) => (state.search === '' ? 'nothing to search for: press /' : undefined);

const REQUIREMENTS: { readonly [Type in Command['type']]?: readonly Requirement[] } = {
  askSignal: [writable, chosen, owned, single],
  jumpToOwner: [selected, owned],
  showSession: [selected, hasProcesses],
  askHangUp: [writable, chosen, hasProcesses],
  toggleWatch: [selected, ported],
  niceBy: [writable, chosen, single],
  askNice: [writable, chosen, single],
  askAffinity: [writable, chosen, single],
  askIoPriority: [writable, chosen, single],
  inspect: [selected, single],
  tag: [ungrouped, selected],
  tagBranch: [selected],
  copy: [selected],
  moveToParent: [selected],
  fold: [tree, selected],
  foldAll: [tree],
  toggle: [treeIsChoice],
  findNext: [searched],
};

/** Why a command can't be carried out now, in words for the status line; undefined when it can. */
export function refusalReason(state: State, command: Command): string | undefined {
  for (const requirement of REQUIREMENTS[command.type] ?? []) {
    const reason = requirement(state, command);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
