import type { Answer, PaneContext, PartEvent, Wish } from '../list/part.js';
import type { Source } from '../machine/source.js';
import { socketsOf } from '../sample/socket-owners.js';
import { type HostNames, unnamedAddresses, withAddresses } from './host-names.js';
import { type SocketChoice, USUAL_SOCKETS } from './socket-choice.js';

/** The state of the connections pane. */
export type ConnectionState = {
  readonly sockets: SocketChoice;
  /** Undefined if names are not shown. */
  readonly hostNames: HostNames | undefined;
};

export type HostNamed = { readonly address: string; readonly name: string | undefined };
export type NameHosts = { readonly addresses: readonly string[] };

type Context = PaneContext<ConnectionState>;
type Change = Answer<ConnectionState, NameHosts>;

export function beginConnections(sockets: unknown = USUAL_SOCKETS): ConnectionState {
  return { sockets: sockets as SocketChoice, hostNames: undefined };
}

/** What was known then, shown as it is chosen to be shown now. */
export function chooseAgain({ hostNames }: ConnectionState, chosen: ConnectionState): ConnectionState {
  return { sockets: chosen.sockets, hostNames: chosen.hostNames && (hostNames ?? new Map()) };
}

export function reduceConnections(context: Context, event: PartEvent<HostNamed>): Change | undefined {
  switch (event.type) {
    case 'commanded':
      return COMMANDS[event.command]?.(context);
    case 'listed':
      return context.isOpen ? nameHosts(context) : undefined;
    case 'answered':
      return hostNamed(context.own, event.message);
    default:
      return undefined;
  }
}

const COMMANDS: Readonly<Record<string, (context: Context) => Change>> = {
  jumpToOwner,
  toggleListening,
  toggleUnix,
  toggleHostNames,
};

/** Selects the owner of the selected socket in the process pane. */
function jumpToOwner({ sample, selectedProcess }: Context): Change {
  const select = sample?.snapshot.processes.columns.serial[selectedProcess()] ?? 0;
  const hidden = 'its process is hidden by what narrows the list';
  return { wishes: [{ type: 'openPane', pane: 'processes', select, hidden }] };
}

function toggleListening({ own }: Context): Change {
  const listeningOnly = !own.sockets.listeningOnly;
  const text = listeningOnly ? 'listening sockets only' : 'all sockets';
  return choose(own, { ...own.sockets, listeningOnly }, text);
}

function toggleUnix({ own }: Context): Change {
  const kinds = new Set(own.sockets.kinds);
  const shown = !kinds.delete('unix');
  if (shown) kinds.add('unix');
  return choose(own, { ...own.sockets, kinds }, shown ? 'unix sockets too' : 'no unix sockets');
}

function choose(own: ConnectionState, sockets: SocketChoice, text: string): Change {
  return { own: { ...own, sockets }, wishes: [say(text), { type: 'relist' }] };
}

function toggleHostNames(context: Context): Change {
  const { own } = context;
  if (own.hostNames !== undefined) return { own: { ...own, hostNames: undefined }, wishes: [say('showing addresses')] };
  const wanted = { ...own, hostNames: new Map() };
  return { own: wanted, ...nameHosts(context, wanted), wishes: [say('showing host names')] };
}

/** Names are looked up one by one, only for visible rows, and each only once. */
function nameHosts({ sample, own: before, visible }: Context, own = before): Change | undefined {
  const table = sample && socketsOf(sample.snapshot);
  if (table === undefined || own.hostNames === undefined) return undefined;
  const addresses = unnamedAddresses(own.hostNames, table, visible());
  if (addresses.length === 0) return undefined;
  return { own: { ...own, hostNames: withAddresses(own.hostNames, table, addresses) }, effects: [{ addresses }] };
}

/** Ignores a name that was removed meanwhile. */
function hostNamed(own: ConnectionState, { address, name }: HostNamed): Change | undefined {
  const { hostNames } = own;
  if (name === undefined || !hostNames?.has(address)) return undefined;
  return { own: { ...own, hostNames: new Map(hostNames).set(address, name) } };
}

/** Looks up names; each is a message when it arrives. */
export function askHostNames({ addresses }: NameHosts, source: Source, send: (message: HostNamed) => void): void {
  for (const address of addresses) void source.hostName(address).then((name) => send({ address, name }));
}

function say(text: string): Wish {
  return { type: 'say', text };
}
