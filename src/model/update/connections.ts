import { plainAddress } from '../connections/socket-text.js';
import type { SocketChoice } from '../machine/socket-choice.js';
import { UNIX } from '../machine/socket-kinds.js';
import type { SocketTable } from '../machine/socket-table.js';
import { socketsOf } from '../sample/socket-owners.js';
import { listHeight } from '../state/layout.js';
import { only, type Step, step } from '../state/messages.js';
import { selectedProcessSlot } from '../state/pane-state.js';
import { type State, say } from '../state/state.js';
import { relist } from './listing.js';
import { selectedRow, showSelected } from './moving.js';
import { openPane } from './switching.js';

/** Selects the process that has the selected socket open, in the pane of the processes. */
export function jumpToOwner(state: State, now: number): State {
  const slot = selectedProcessSlot(state);
  const serial = state.sample?.snapshot.processes.columns.serial[slot] ?? 0;
  const opened = showSelected({ ...openPane(state, 'processes', now), selected: serial, isChosen: true });
  return selectedRow(opened) < 0 ? say(opened, 'its process is hidden by what narrows the list') : opened;
}

export function toggleListening(state: State): State {
  const listeningOnly = !state.sockets.listeningOnly;
  const text = listeningOnly ? 'only sockets that wait for others' : 'all sockets';
  return choose(state, { ...state.sockets, listeningOnly }, text);
}

export function toggleUnix(state: State): State {
  const kinds = new Set(state.sockets.kinds);
  const shown = !kinds.delete('unix');
  if (shown) kinds.add('unix');
  return choose(state, { ...state.sockets, kinds }, shown ? 'unix sockets too' : 'no unix sockets');
}

function choose(state: State, sockets: SocketChoice, text: string): State {
  return relist(say({ ...state, sockets }, text));
}

/** Names come one by one, and only for what is on the screen; what has been asked for once is not asked for again. */
export function toggleHostNames(state: State): Step {
  if (state.hostNames !== undefined) return only(say({ ...state, hostNames: undefined }, 'addresses as numbers'));
  return nameHosts(say({ ...state, hostNames: new Map() }, 'addresses by their names'));
}

/**
 * Asks for the names that are missing on the screen. Until one comes its address stands for it. Once there are many, names of
 * addresses that no socket has any more make room.
 */
export function nameHosts(state: State): Step {
  const { sample, list, top, hostNames } = state;
  const table = sample && socketsOf(sample.snapshot);
  if (state.pane !== 'connections' || list === undefined || table === undefined || hostNames === undefined)
    return only(state);
  const shown = addressesOf(table, list.slots.subarray(top, top + listHeight(state)));
  const addresses = [...shown].filter((address) => !hostNames.has(address));
  if (addresses.length === 0) return only(state);
  const kept = hostNames.size < MANY_NAMES ? hostNames : ofSockets(hostNames, table);
  const asked = new Map([...kept, ...addresses.map((address) => [address, address] as const)]);
  return step({ ...state, hostNames: asked }, { type: 'nameHosts', addresses });
}

const MANY_NAMES = 1000;
const UNNAMED: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

/** Those of both ends that may have a name. */
function addressesOf({ columns, texts }: SocketTable, slots: Int32Array): ReadonlySet<string> {
  const { localAddress, remoteAddress } = texts;
  const ends = [...slots]
    .filter((slot) => columns.family[slot] !== UNIX)
    .flatMap((slot) => [localAddress[slot], remoteAddress[slot]]);
  return new Set(ends.map((text) => plainAddress(text ?? '')).filter((address) => !UNNAMED.has(address)));
}

function ofSockets(names: ReadonlyMap<string, string>, table: SocketTable): Iterable<readonly [string, string]> {
  const { serial } = table.columns;
  const slots = Int32Array.from({ length: table.slots }, (_, slot) => slot).filter((slot) => serial[slot] !== 0);
  const present = addressesOf(table, slots);
  return [...names].filter(([address]) => present.has(address));
}

/** A name that was forgotten meanwhile is not wanted any more. */
export function hostNamed(state: State, address: string, name: string | undefined): State {
  const { hostNames } = state;
  if (name === undefined || !hostNames?.has(address)) return state;
  return { ...state, hostNames: new Map(hostNames).set(address, name) };
}
