import { listHeight } from '../layout.js';
import { only, type Step, step } from '../messages.js';
import { selectedProcessSlot } from '../pane-state.js';
import type { SocketChoice } from '../socket-choice.js';
import { socketsOf } from '../socket-owners.js';
import { plainAddress } from '../socket-text.js';
import { type State, say } from '../state.js';
import { relist } from './listing.js';
import { selectedRow, showSelected } from './moving.js';
import { openPane } from './switching.js';

/** Selects the process that has the selected socket open, in the pane of the processes. */
export function jumpToOwner(state: State): State {
  const slot = selectedProcessSlot(state);
  const serial = state.sample?.snapshot.processes.columns.serial[slot] ?? 0;
  const opened = showSelected({ ...openPane(state, 'processes'), selected: serial });
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

/** Asks for the names that are missing on the screen. Until one comes its address stands for it. */
export function nameHosts(state: State): Step {
  const { sample, list, top, hostNames } = state;
  const table = sample && socketsOf(sample.snapshot);
  if (state.pane !== 'connections' || list === undefined || table === undefined || hostNames === undefined)
    return only(state);
  const { localAddress, remoteAddress } = table.texts;
  const slots = [...list.slots.subarray(top, top + listHeight(state))].filter(
    (slot) => table.columns.family[slot] !== UNIX,
  );
  const seen = new Set(
    slots.flatMap((slot) => [localAddress[slot], remoteAddress[slot]]).map((text) => plainAddress(text ?? '')),
  );
  const addresses = [...seen].filter((address) => address && !UNNAMED.has(address) && !hostNames.has(address));
  if (addresses.length === 0) return only(state);
  const asked = new Map([...hostNames, ...addresses.map((address) => [address, address] as const)]);
  return step({ ...state, hostNames: asked }, { type: 'nameHosts', addresses });
}

const UNIX = 1;
const UNNAMED: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

export function hostNamed(state: State, address: string, name: string | undefined): State {
  if (state.hostNames === undefined || name === undefined) return state;
  return { ...state, hostNames: new Map(state.hostNames).set(address, name) };
}
