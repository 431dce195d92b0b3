import { own, section } from '../list/binding.js';
import type { Column } from '../list/column-kinds.js';
import { CUT, type Narrowing, type Pane } from '../list/pane.js';
import { isOfUsers } from '../list/row-choice.js';
import { isListening, KIND_OF, localPort, VERSION_OF_FAMILY } from '../machine/socket-kinds.js';
import type { Sample } from '../sample/sample.js';
import { ownerSlots, socketsOf } from '../sample/socket-owners.js';
import type { Tone } from '../text/line.js';
import { interfaceStrip, interfaceStripHeight } from './interface-strip.js';
import {
  askHostNames,
  beginConnections,
  type ConnectionState,
  chooseAgain,
  type HostNamed,
  type NameHosts,
  reduceConnections,
} from './reduce.js';
import { socketNeeds } from './socket-choice.js';
import {
  DEFAULT_SOCKET_COLUMN_IDS,
  SOCKET_COLUMNS,
  SOCKET_JSON_COLUMN_IDS,
  type SocketColumnId,
  socketUid,
} from './socket-columns.js';
import { socketRows } from './socket-rows.js';
import { describeSocket, nameSocket } from './socket-text.js';
import { socketTotals } from './socket-totals.js';

const connecting = section('list', 'Connections');

/** The keys of the connections pane. */
const CONNECTION_BINDINGS = [
  connecting('enter', own('connections', 'jumpToOwner'), 'Go to the owning process', { first: true }),
  connecting('f9 k', { type: 'askSignal' }, 'Send a signal to its process', {
    label: 'Kill',
    vim: ['f9', 'K'],
    first: true,
  }),
  connecting('l', own('connections', 'toggleListening'), 'Listening sockets only', { vim: ['L'], first: true }),
  connecting('x', own('connections', 'toggleUnix'), 'Show or hide unix sockets', { first: true }),
  connecting('R', own('connections', 'toggleHostNames'), 'Host names or addresses', { first: true }),
];

export const CONNECTIONS: Pane<ConnectionState, HostNamed, NameHosts> = {
  id: 'connections',
  watched: 'ports',
  begin: beginConnections,
  bindings: CONNECTION_BINDINGS,
  commands: { jumpToOwner: ['process'], toggleListening: [], toggleUnix: [], toggleHostNames: [] },
  reduce: reduceConnections,
  choose: chooseAgain,
  carryOut: askHostNames,
  needs: ({ own, isOpen, needed }) => (isOpen ? { sockets: socketNeeds(needed, own.sockets) } : {}),
  panel: { needs: { interfaces: true }, height: interfaceStripHeight, lines: interfaceStrip },
  label: 'Connections',
  key: '2',
  shortName: 'net',
  noun: () => 'socket',
  columns: SOCKET_COLUMNS,
  words: ['local', 'remote', 'name', 'command'],
  digits: ['pid', 'localPort', 'remotePort'],
  synonyms: { port: ['localPort', 'remotePort'], address: ['localAddress', 'remoteAddress'] },
  jsonColumnIds: SOCKET_JSON_COLUMN_IDS,
  columnsSetting: {
    id: 'connectionColumns',
    initial: DEFAULT_SOCKET_COLUMN_IDS,
    description: 'Columns of the connections, in this order',
  },
  sortSetting: {
    id: 'connectionSort',
    initial: '-receiveBytesPerSecond',
    description: 'Sort column of the connections',
  },
  variant: ({ sockets }) => (sockets.listeningOnly ? LISTENING : undefined),
  standIns: { localPort: 'local', localAddress: 'local', remotePort: 'remote', remoteAddress: 'remote' },
  mainColumnId: 'name',
  narrowCells: 132,
  mainCells: 10,
  leave: [
    'ageSeconds',
    'sendQueueBytes',
    'receiveQueueBytes',
    'rttMilliseconds',
    'user',
    CUT,
    'backlog',
    'pendingConnections',
    'state',
    'sendBytesPerSecond',
    'receiveBytesPerSecond',
    'protocol',
    'remote',
    'pid',
  ],
  stay: ['local', 'name'],
  rows: ({ snapshot }) => {
    const table = socketsOf(snapshot);
    return table && socketRows(table);
  },
  isOfKind: isSocketOfKind,
  isWanted: isSocketWanted,
  totals: socketTotals,
  processSlot: ({ snapshot }, slot) => {
    const table = socketsOf(snapshot);
    return table === undefined ? -1 : ownerSlots(snapshot, table)[slot];
  },
  noProcess: whyNoOwner,
  socket: socketOf,
  port: ({ snapshot }, slot) => {
    const table = socketsOf(snapshot);
    return table && localPort(table, slot);
  },
  describe: describeSocket,
  copied: describeSocket,
  intervalSeconds: ({ rates }) => rates.sockets?.intervalSeconds,
  tone: socketTone,
  hostNames: ({ hostNames }) => hostNames,
  remarks: socketRemarks,
  refusal: ({ snapshot: { sockets } }) => (sockets !== undefined && 'error' in sockets ? sockets.error : undefined),
};

/** What listens has no other end, no queues of bytes and no rates. */
const LISTENING: { readonly columnIds: readonly SocketColumnId[]; readonly sort: string } = {
  columnIds: ['protocol', 'local', 'pendingConnections', 'backlog', 'ageSeconds', 'pid', 'user', 'name'],
  sort: '+localPort',
};

function whyNoOwner({ snapshot }: Sample, slot: number): string {
  const table = socketsOf(snapshot);
  if (table === undefined || table.columns.inode[slot] === 0) return 'no process has this socket open';
  if (table.columns.ownerPid[slot] >= 0) return 'its process has just ended or just started';
  if (table.searchingOwners) return 'still looking for its process: try again in a moment';
  return table.unreadableProcesses > 0
    ? 'owner unknown: only root can see processes of other users'
    : 'owner unknown: the socket may belong to the kernel';
}

/** A socket without an inode has no owner. */
function socketOf(sample: Sample, slot: number): ReturnType<NonNullable<Pane['socket']>> {
  const inode = socketsOf(sample.snapshot)?.columns.inode[slot] ?? 0;
  return inode === 0 ? undefined : { inode, text: nameSocket(sample, slot) };
}

function isSocketOfKind({ sample, own: { sockets } }: Narrowing<ConnectionState>, slot: number): boolean {
  const table = socketsOf(sample.snapshot);
  if (table === undefined) return false;
  const { protocol, family } = table.columns;
  const kind = KIND_OF[protocol[slot]];
  const version = VERSION_OF_FAMILY[family[slot]];
  if (kind === undefined || !sockets.kinds.has(kind)) return false;
  if (version !== undefined && !sockets.versions.has(version)) return false;
  return !sockets.listeningOnly || isListening(table, slot);
}

function isSocketWanted({ sample, users, pids }: Narrowing, slot: number): boolean {
  const table = socketsOf(sample.snapshot);
  if (table === undefined) return false;
  const owner = table.columns.ownerPid[slot];
  const holders = table.sharers?.get(slot) ?? [owner];
  if (pids !== undefined && !holders.some((pid) => pids.has(pid))) return false;
  if (users === undefined) return true;
  return isOfUsers(users, sample, socketUid(table, slot, sample, ownerSlots(sample.snapshot, table)[slot]));
}

/** Highlights sockets that listen on all addresses, and states that may hang. */
function socketTone({ id, value }: Column, sample: Sample, slot: number): Tone {
  const table = socketsOf(sample.snapshot);
  if (table === undefined) return 'normal';
  if (id === 'local') return table.columns.wildcard[slot] === 1 ? 'warning' : 'normal';
  if (id === 'state') return STATE_TONES[String(value(sample, slot))] ?? 'muted';
  return id === 'name' ? 'strong' : 'normal';
}

const STATE_TONES: { readonly [state: string]: Tone } = {
  LISTEN: 'good',
  ESTABLISHED: 'normal',
  CLOSE_WAIT: 'warning',
  SYN_SENT: 'warning',
};

/** What is missing, and how to see it. */
function socketRemarks({ snapshot }: Sample, { hostNames }: ConnectionState): readonly string[] {
  const table = socketsOf(snapshot);
  const names = hostNames === undefined ? [] : ['host names (R: numbers)'];
  if (table === undefined) return names;
  const { readings, unreadableProcesses, unreadNamespaces, searchingOwners } = table;
  const missing = Object.entries(readings).filter(([, { source }]) => source === 'none');
  return [
    ...names,
    ...missing.map(([kind, { refused }]) => `no ${kind} sockets (${refused ?? 'unknown'})`),
    ...(readings.tcp?.source === 'files' ? ['no rates: netlink is not permitted'] : []),
    ...(readings.unix?.source === 'files' ? ['unix names and owners not proven: no netlink'] : []),
    ...(unreadableProcesses > 0 ? [`owners of other users' sockets need root`] : []),
    ...(unreadNamespaces > 0 ? [`${unreadNamespaces} network namespaces need root`] : []),
    ...(searchingOwners ? ['looking for owners'] : []),
  ];
}
