import type { Column, Need, Restless } from '../list/column-kinds.js';
import { filterColumns } from '../list/condition.js';
import type { Pane } from '../list/pane.js';
import type { Choices, Part } from '../list/part.js';
import type { Sort } from '../list/sort.js';
import { NEED_FLAGS, type Needs } from '../machine/machine.js';
import type { SocketNeeds } from '../machine/socket-table.js';
import { PARTS, partnerOf } from '../panes.js';
import { createKeep } from '../text/remembered.js';
import { listHeight } from './layout.js';
import { columnIdsOf, paneOf, sortOf } from './pane-state.js';
import { stateOfNow } from './past.js';
import { settingValue } from './settings.js';
import { ownOf, type State } from './state.js';

/** What the next sample must read for what is shown, sorted and filtered by. */
export function needsOf(state: State): Needs {
  return createNeeds()(state);
}

/** The same for one state after the other. All but the visible rows is found again only where what was chosen is another. */
export function createNeeds(): (state: State) => Needs {
  const ofColumns = createColumnNeeds();
  const ofParts = PARTS.map(createPartNeeds);
  const keep = createKeep<Needs>();
  return (shown) => {
    // What is looked at in the past is read now too, so that it is there for looking on.
    const state = stateOfNow(shown);
    const pane = paneOf(state);
    const { needed, own, fresh } = ofColumns(state);
    const ofRewind = state.settings.rewindReads === 'all' ? ALL : NOTHING;
    const isDetailed = state.layers.some(({ kind }) => kind === 'detail');
    const parts = ofParts.map((of) => of(state, needed));
    const chosen = keep([...parts, own, fresh, pane, isDetailed, ofRewind], () => {
      const ofPage = isDetailed ? OF_A_PROCESS : NOTHING;
      const all = joinNeeds([own, pane.panel?.needs ?? NOTHING, ...parts, ofPage, ofRewind]);
      const freshWaitChannel = all.freshWaitChannel === true || fresh.freshWaitChannel === true;
      return { ...all, ...fresh, freshWaitChannel };
    });
    return { ...chosen, visibleSlots: visibleProcesses(state, pane) };
  };
}

const NOTHING: Partial<Needs> = {};

type ColumnNeeds = {
  readonly needed: ReadonlySet<Need>;
  readonly own: Partial<Needs>;
  readonly fresh: Partial<Needs>;
};

function createColumnNeeds(): (state: State) => ColumnNeeds {
  const keep = createKeep<ColumnNeeds>();
  return (state) => {
    const pane = paneOf(state);
    return keep([pane, ownOf(state, pane), state.settings, state.filter, state.size.columns], () => {
      const needed = neededOf(state);
      return { needed, own: columnNeeds(needed), fresh: freshFor(pane, sortOf(state), filteredIds(state)) };
    });
  };
}

/** The last needs of a part again if they are no others. It is asked each time, because it may change what it keeps in place. */
function createPartNeeds(part: Part): (state: State, needed: ReadonlySet<Need>) => Partial<Needs> {
  let last = NOTHING;
  return (state, needed) => {
    const now = part.needs?.(choicesOf(state, part, needed)) ?? NOTHING;
    if (!isSame(last, now)) last = now;
    return last;
  };
}

function isSame(one: Partial<Needs>, other: Partial<Needs>): boolean {
  const names = Object.keys(other) as (keyof Needs)[];
  return names.length === Object.keys(one).length && names.every((name) => one[name] === other[name]);
}

/** The needs of the columns that are shown, sorted or filtered by. */
export function neededOf(state: State): ReadonlySet<Need> {
  return neededFor(paneOf(state), [...columnIdsOf(state), sortOf(state).columnId, ...filteredIds(state)]);
}

function filteredIds({ filter }: State): readonly string[] {
  return filter.filter === undefined ? [] : filterColumns(filter.filter);
}

/** The needs of these columns of a pane. */
export function neededFor(pane: Pane, columnIds: Iterable<string>): ReadonlySet<Need> {
  const used = new Set(columnIds);
  return new Set(pane.columns.flatMap(({ id, needs }) => (used.has(id) ? (needs ?? []) : [])));
}

export function choicesOf(state: State, part: Part, needed: ReadonlySet<Need>): Choices {
  const { alone, settings } = state;
  const setting = (id: string) => settingValue(settings, id);
  const isOpen = part.id === state.pane || part.id === partnerOf(paneOf(state))?.id;
  return { own: ownOf(state, part), isOpen, needed, alone, setting };
}

/**
 * The columns that must be read again for all processes, including sleeping ones, because the list is sorted or
 * filtered by them and other processes can change them. Other processes can only take memory away (reclaim): in
 * descending order the visible rows, which are read in any case, are at least as large as those below.
 */
export function freshFor(pane: Pane, sort: Sort, filteredIds: Iterable<string>): Partial<Needs> {
  const filtered = new Set(filteredIds);
  const fresh = new Set<Restless | undefined>();
  for (const { id, restless } of pane.columns) {
    const isOrder = id === sort.columnId && !(restless === 'resident' && sort.descending);
    if (isOrder || filtered.has(id)) fresh.add(restless);
  }
  return {
    freshNice: fresh.has('nice'),
    freshStat: fresh.has('stat'),
    freshResident: fresh.has('resident'),
    freshMemory: fresh.has('memory'),
    freshCgroup: fresh.has('cgroup'),
    freshFdLimits: fresh.has('fdLimits'),
    freshWaitChannel: fresh.has('waitChannel'),
  };
}

/** Read of the rows on the screen only. Where there is no screen, all rows are shown. */
const OF_SHOWN_ROWS: ReadonlySet<Restless | undefined> = new Set<Restless>(['fdLimits', 'waitChannel']);

/** Of these columns, those that are to be read of all rows because all are shown. */
export function readOfShownRows(columns: readonly Column[]): readonly string[] {
  return columns.filter(({ restless }) => OF_SHOWN_ROWS.has(restless)).map(({ id }) => id);
}

/** What must be read for a pane itself. */
export function needsFor(pane: Pane, choices: Choices): Needs {
  return joinNeeds([columnNeeds(choices.needed), pane.needs?.(choices) ?? {}]);
}

/** The traffic of processes is that of their TCP sockets in all network namespaces. */
const TRAFFIC: SocketNeeds = {
  tcp: true,
  udp: false,
  raw: false,
  unix: false,
  listeningOnly: false,
  counters: true,
  owners: true,
  allOwners: false,
  allNamespaces: true,
};

/** Needs that columns of any pane may have. Other needs are handled by their pane. */
const OF_COLUMNS: Readonly<Record<Need, Partial<Needs>>> = {
  io: { io: true },
  cgroup: { cgroup: true },
  memory: { memory: true },
  delays: { delays: true },
  countedDelays: { delays: true, whyNotAllDelays: true },
  cpuDelay: { delays: true, cgroup: true, groups: ['throttling'] },
  throttling: { cgroup: true, groups: ['throttling'] },
  ownerCgroup: { cgroup: true },
  fds: { fds: true },
  fdLimits: { fds: true, fdLimits: true },
  waitChannel: { waitChannel: true },
  traffic: { sockets: TRAFFIC },
};

export function needsOfColumn(need: Need): Partial<Needs> {
  return OF_COLUMNS[need] ?? {};
}

/** The page of a process looks up its sockets by their inodes. */
const OF_A_PROCESS: Partial<Needs> = {
  io: true,
  sockets: { ...TRAFFIC, udp: true, raw: true, unix: true, owners: false },
};

/** For looking back, whatever is open: all that does not grow with what there is to see of single processes. */
const ALL: Partial<Needs> = {
  io: true,
  cgroup: true,
  memory: true,
  delays: true,
  fds: true,
  memoryDetail: true,
  interfaces: true,
  events: true,
  sessions: 'now',
  groups: ['throttling'],
  sockets: { ...TRAFFIC, udp: true, raw: true, unix: true, allOwners: true },
};

function columnNeeds(needed: ReadonlySet<Need>): Partial<Needs> {
  return joinNeeds([...needed].map(needsOfColumn));
}

function joinNeeds(all: readonly Partial<Needs>[]): Needs {
  const sessions = all.map((needs) => needs.sessions);
  return {
    ...flagsOf(all),
    groups: joinGroups(all),
    groupPaths: joinPaths(all),
    visibleSlots: [],
    sessions: sessions.find((when) => when === 'now') ?? sessions.find((when) => when !== undefined),
    sockets: all.map((needs) => needs.sockets).reduce(both, undefined),
    ...unitsOf(all),
  };
}

function unitsOf(all: readonly Partial<Needs>[]): Pick<Needs, 'units'> {
  const asked = all.map(({ units }) => units);
  return asked.includes('now') ? { units: 'now' } : asked.includes('seldom') ? { units: 'seldom' } : {};
}

/** What one list needs, and another one that is printed with it. */
export function withNeeds(one: Needs, other: Needs): Needs {
  return { ...one, ...joinNeeds([one, other]) };
}

function joinPaths(all: readonly Partial<Needs>[]): Needs['groupPaths'] {
  const paths = all.flatMap(({ groupPaths }) => groupPaths ?? []);
  return paths.length === 0 ? undefined : paths;
}

function joinGroups(all: readonly Partial<Needs>[]): Needs['groups'] {
  const kinds = new Set(all.flatMap(({ groups }) => groups ?? []));
  return kinds.size === 0 ? undefined : [...kinds];
}

function flagsOf(all: readonly Partial<Needs>[]): Record<(typeof NEED_FLAGS)[number], boolean> {
  const flags = NEED_FLAGS.map((need) => [need, all.some((needs) => needs[need] === true)] as const);
  return Object.fromEntries(flags) as ReturnType<typeof flagsOf>;
}

function both(one: SocketNeeds | undefined, other: SocketNeeds | undefined): SocketNeeds | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const wishes = Object.keys(other).map((need) => {
    const [left, right] = [one[need as keyof SocketNeeds], other[need as keyof SocketNeeds]];
    return [need, need === 'listeningOnly' ? left && right : left || right];
  });
  return Object.fromEntries(wishes) as SocketNeeds;
}

function visibleProcesses(state: State, pane: Pane): readonly number[] {
  const { sample, list, top } = state;
  if (sample === undefined || list === undefined) return [];
  const slots: number[] = [];
  const last = Math.min(top + listHeight(state), list.count);
  for (let row = top; row < last; row++) {
    const slot = list.slots[row] < 0 ? -1 : pane.processSlot(sample, list.slots[row]);
    if (slot >= 0) slots.push(slot);
  }
  return slots;
}
