import type { Need } from '../list/column-kinds.js';
import { filterColumns } from '../list/condition.js';
import type { Pane } from '../list/pane.js';
import type { Needs } from '../machine/machine.js';
import type { SocketChoice } from '../machine/socket-choice.js';
import type { SocketNeeds } from '../machine/socket-table.js';
import { watchNeeds } from '../ports/watch-needs.js';
import { choiceOf } from '../ports/watched-ports.js';
import { listHeight } from './layout.js';
import { columnIdsOf, paneOf, sortOf } from './pane-state.js';
import type { State } from './state.js';

/** What the next sample has to read, from what is shown, sorted and filtered by. */
export function needsOf(state: State): Needs {
  const { layers, memory, settings, sockets, watch } = state;
  const pane = paneOf(state);
  const needs = needsFor(pane, neededOf(state), { threads: settings.threads, sockets });
  const noticed = settings.loginNotices ? 'seldom' : undefined;
  const detailed = layers.some(({ kind }) => kind === 'detail');
  const grouped = pane.id === 'memory' && memory.grouping === 'cgroup';
  const wishes = [needs.sockets, detailed ? OF_A_PROCESS : undefined, watchNeeds(choiceOf(watch.ports))];
  return {
    ...needs,
    io: needs.io || detailed,
    cgroup: needs.cgroup || grouped,
    sockets: wishes.reduce(both, undefined),
    interfaces: pane.id === 'connections',
    sessions: needs.sessions ?? (state.session === undefined ? noticed : 'now'),
    visibleSlots: visibleSlots(state, pane),
  };
}

/** What the columns need that are shown, sorted or filtered by. */
export function neededOf(state: State): ReadonlySet<Need> {
  const { filter } = state;
  const filtered = filter.filter === undefined ? [] : filterColumns(filter.filter);
  return neededFor(paneOf(state), [...columnIdsOf(state), sortOf(state).columnId, ...filtered]);
}

/** What these columns of a pane need. */
export function neededFor(pane: Pane, columnIds: Iterable<string>): ReadonlySet<Need> {
  const used = new Set(columnIds);
  return new Set(pane.columns.flatMap(({ id, needs }) => (used.has(id) ? (needs ?? []) : [])));
}

type Choices = { readonly threads: boolean; readonly sockets: SocketChoice };

/** What has to be read for a pane whose columns need this. */
export function needsFor(pane: Pane, needed: ReadonlySet<Need>, { threads, sockets }: Choices): Needs {
  return {
    io: needed.has('io'),
    cgroup: needed.has('cgroup'),
    memory: needed.has('memory'),
    memoryDetail: pane.id === 'memory',
    threads: pane.id === 'processes' && threads,
    visibleSlots: [],
    sessions: pane.id === 'sessions' ? 'now' : undefined,
    sockets: pane.id === 'connections' ? socketNeeds(needed, sockets) : needed.has('traffic') ? TRAFFIC : undefined,
  };
}

/** The traffic of processes is that of their TCP sockets, in whatever network namespace these are. */
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

/** The page of a process finds its sockets by their inodes. */
const OF_A_PROCESS: SocketNeeds = { ...TRAFFIC, udp: true, raw: true, unix: true, owners: false };

function both(one: SocketNeeds | undefined, other: SocketNeeds | undefined): SocketNeeds | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const wishes = Object.keys(other).map((need) => {
    const [left, right] = [one[need as keyof SocketNeeds], other[need as keyof SocketNeeds]];
    return [need, need === 'listeningOnly' ? left && right : left || right];
  });
  return Object.fromEntries(wishes) as SocketNeeds;
}

function socketNeeds(needed: ReadonlySet<Need>, { kinds, listeningOnly }: SocketChoice): SocketNeeds {
  return {
    tcp: kinds.has('tcp'),
    udp: kinds.has('udp'),
    raw: kinds.has('raw'),
    unix: kinds.has('unix'),
    listeningOnly,
    counters: needed.has('counters'),
    owners: needed.has('owners') || needed.has('allOwners'),
    allOwners: needed.has('allOwners'),
    allNamespaces: true,
  };
}

function visibleSlots(state: State, pane: Pane): readonly number[] {
  const { sample, list, top } = state;
  if (sample === undefined || list === undefined) return [];
  const seen = [...list.slots.subarray(top, top + listHeight(state))];
  return seen.map((slot) => pane.processSlot(sample, slot)).filter((slot) => slot >= 0);
}
