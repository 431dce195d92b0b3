import { describe, expect, it } from 'vitest';
import type { SocketTable } from '../../../src/model/machine/socket-table.js';
import { choiceOf, type PortChoice } from '../../../src/model/ports/port-choice.js';
import {
  alsoFollow,
  followPorts,
  forgetPorts,
  NO_PORTS,
  type PortEvent,
} from '../../../src/model/ports/port-events.js';
import { computeRates } from '../../../src/model/sample/rates.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { type FakeProcess, fakeSnapshot } from '../../support/snapshots.js';
import { type FakeSocket, fakeSockets } from '../../support/sockets.js';

const LISTEN = 10;
const UNCONNECTED = 7;

const NGINX: FakeProcess = { pid: 100, name: 'nginx', uid: 1000, startTicks: 100 };
const APACHE: FakeProcess = { pid: 200, name: 'apache2', uid: 0, startTicks: 200 };
const WORKER: FakeProcess = { pid: 50, name: 'worker', uid: 1000, startTicks: 300 };
/** Who has the PID of nginx after it. */
const STRANGER: FakeProcess = { pid: 100, name: 'stranger', uid: 0, startTicks: 400, serial: 4 };
const EVERYBODY = [NGINX, APACHE, WORKER];

/** A socket that waits at 127.0.0.1:80 unless told otherwise; its owner is unknown without one. */
function listening(serial: number, owner?: FakeProcess, rest: Partial<FakeSocket> = {}): FakeSocket {
  const owned = owner && { ownerPid: owner.pid, ownerStartTicks: owner.startTicks ?? Number.NaN, ownerCount: 1 };
  return { serial, state: LISTEN, local: '127.0.0.1:80', uid: 1000, ...owned, ...rest };
}

type Reading = {
  readonly sockets: readonly FakeSocket[];
  readonly table?: Partial<SocketTable>;
  readonly processes?: readonly FakeProcess[];
  /** No sockets were read at all. */
  readonly error?: string;
};

function sampleOf({ sockets, table, processes = EVERYBODY, error }: Reading, seconds: number): Sample {
  const read = error === undefined ? fakeSockets(sockets, { seconds, ...table }) : { error };
  const snapshot = fakeSnapshot({ seconds, processes, sockets: read });
  return { snapshot, rates: computeRates(undefined, snapshot) };
}

const ALL: PortChoice = { ports: undefined, kinds: new Set(['tcp']), versions: new Set([4, 6]) };

/** What happens over some readings, a second each. */
function eventsOf(readings: readonly (Reading | readonly FakeSocket[])[], choice = ALL): readonly PortEvent[] {
  let known = NO_PORTS;
  return readings.flatMap((given, second) => {
    const reading = 'length' in given ? { sockets: given } : given;
    const { reading: next, events } = followPorts(known, sampleOf(reading, second), choice);
    known = next;
    return events;
  });
}

const who = ({ pid, name, user }: PortEvent['owner']) => `${pid ?? '?'} ${name ?? '?'} (${user ?? '?'})`;

/** An event in a line. */
function told({ type, place, owner, previous }: PortEvent): string {
  return `${type} ${place.text}: ${previous === undefined ? '' : `${who(previous)} > `}${who(owner)}`;
}

const SHARED = { ownerCount: 2 };
const SEARCHING = { searchingOwners: true };
const INCOMPLETE = { readings: { tcp: { source: 'netlink', complete: false } } } as const;
const UDP_TOO: PortChoice = { ...ALL, kinds: new Set(['tcp', 'udp']) };

type Case = readonly [
  title: string,
  readings: readonly (Reading | readonly FakeSocket[])[],
  events: readonly string[],
  choice?: PortChoice,
];

const named = (cases: readonly Case[]) =>
  cases.map(([title, readings, events, choice]) => ({ title, readings, events, choice }));

const HAPPENINGS: readonly Case[] = [
  ['a port that is opened', [[], [listening(1, NGINX)]], ['opened tcp 127.0.0.1:80: 100 nginx (ada)']],
  ['a port that is closed', [[listening(1, NGINX)], []], ['closed tcp 127.0.0.1:80: 100 nginx (ada)']],
  [
    'a port that goes from one process to another within one interval, as one event',
    [[listening(1, NGINX)], [listening(2, APACHE)]],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 200 apache2 (root)'],
  ],
  [
    'a port that goes to a process with the PID that its owner had',
    [[listening(1, NGINX)], { sockets: [listening(2, STRANGER)], processes: [STRANGER] }],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 100 stranger (root)'],
  ],
  [
    'a socket that passes from one process to another and stays open',
    [[listening(1, NGINX)], [listening(1, APACHE)]],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 200 apache2 (root)'],
  ],
  [
    'a socket whose owner ended, and whose child has it still',
    [
      [listening(1, NGINX, SHARED)],
      { sockets: [listening(1, WORKER, SHARED)], processes: [WORKER, { ...NGINX, state: 'Z' }] },
    ],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 50 worker (ada)'],
  ],
  [
    'the last owner by its name, although it ended while that was read',
    [[listening(1, NGINX)], { sockets: [listening(1, NGINX)], processes: [] }, [listening(2, APACHE)]],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 200 apache2 (root)'],
  ],
  [
    'a socket whose new owner was not known for a while',
    [[listening(1, NGINX)], [listening(1)], [listening(1, APACHE)]],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 200 apache2 (root)'],
  ],
  [
    'the end of a port by its last known owner',
    [[listening(1, NGINX)], [listening(1)], []],
    ['closed tcp 127.0.0.1:80: 100 nginx (ada)'],
  ],
  [
    'a shared socket of which its owner has let go, although it lives',
    [[listening(1, WORKER)], [listening(1, NGINX, SHARED)]],
    ['ownerChanged tcp 127.0.0.1:80: 50 worker (ada) > 100 nginx (ada)'],
  ],
  [
    'a shared socket of an ended owner, although its PID was reused',
    [[listening(1, NGINX)], { sockets: [listening(1, WORKER, SHARED)], processes: [WORKER, STRANGER] }],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 50 worker (ada)'],
  ],
  [
    'a port that its own process closed and opened again',
    [[listening(1, NGINX)], [listening(2, NGINX)]],
    ['closed tcp 127.0.0.1:80: 100 nginx (ada)', 'opened tcp 127.0.0.1:80: 100 nginx (ada)'],
  ],
  [
    'a shared port, once the last of its sockets is closed',
    [[listening(1, NGINX), listening(2, NGINX)], [listening(2, NGINX)], []],
    ['closed tcp 127.0.0.1:80: 100 nginx (ada)'],
  ],
  [
    'a shared port whose first owner leaves it to the other',
    [[listening(1, NGINX)], [listening(1, NGINX), listening(2, APACHE)], [listening(2, APACHE)]],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 200 apache2 (root)'],
  ],
  [
    'the same port at other addresses, and over IPv6, each for itself',
    [
      [listening(1, NGINX)],
      [
        listening(1, NGINX),
        listening(2, NGINX, { local: '0.0.0.0:80', wildcard: 1 }),
        listening(3, APACHE, { local: '[::]:80', protocol: 'tcp6', wildcard: 1 }),
      ],
    ],
    ['opened tcp *:80: 100 nginx (ada)', 'opened tcp6 *:80: 200 apache2 (root)'],
  ],
  [
    'a port whose process may not be known, by the user who opened it',
    [[], [listening(1)], []],
    ['opened tcp 127.0.0.1:80: ? ? (ada)', 'closed tcp 127.0.0.1:80: ? ? (ada)'],
  ],
  [
    'a port of an unknown process that another socket has taken',
    [[listening(1)], [listening(2)]],
    ['closed tcp 127.0.0.1:80: ? ? (ada)', 'opened tcp 127.0.0.1:80: ? ? (ada)'],
  ],
  [
    'a port whose owner ended before its name was read',
    [[], { sockets: [listening(1, NGINX)], processes: [] }],
    ['opened tcp 127.0.0.1:80: 100 ? (ada)'],
  ],
  [
    'a port in another network namespace, and which that is',
    [
      { sockets: [], table: { readNamespaces: [1, 7] } },
      { sockets: [listening(1, NGINX, { netNamespace: 7 })], table: { readNamespaces: [1, 7] } },
    ],
    ['opened tcp 127.0.0.1:80 (netns 7): 100 nginx (ada)'],
  ],
  [
    'the port in one namespace, whatever happens at the same port of another',
    [
      {
        sockets: [listening(1, NGINX), listening(2, APACHE, { netNamespace: 7 })],
        table: { readNamespaces: [1, 7] },
      },
      { sockets: [listening(2, APACHE, { netNamespace: 7 })], table: { readNamespaces: [1, 7] } },
    ],
    ['closed tcp 127.0.0.1:80: 100 nginx (ada)'],
  ],
  [
    'a port whose owner is found a reading later, with its owner and once',
    [[], { sockets: [listening(1)], table: SEARCHING }, [listening(1, NGINX)], [listening(1, NGINX)]],
    ['opened tcp 127.0.0.1:80: 100 nginx (ada)'],
  ],
  [
    'a port whose owner is known at once, while those of others are sought',
    [[], { sockets: [listening(1, NGINX)], table: SEARCHING }],
    ['opened tcp 127.0.0.1:80: 100 nginx (ada)'],
  ],
  [
    'a port that changed hands, although its new owner is found a reading later',
    [[listening(1, NGINX)], { sockets: [listening(2)], table: SEARCHING }, [listening(2, APACHE)]],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 200 apache2 (root)'],
  ],
  [
    'a port whose owner is sought in vain, after a while without it',
    [[], ...Array.from({ length: 6 }, () => ({ sockets: [listening(1)], table: SEARCHING }))],
    ['opened tcp 127.0.0.1:80: ? ? (ada)'],
  ],
  [
    'a port that was there only while its owner was sought',
    [[], { sockets: [listening(1)], table: SEARCHING }, []],
    ['opened tcp 127.0.0.1:80: ? ? (ada)', 'closed tcp 127.0.0.1:80: ? ? (ada)'],
  ],
  [
    'what happened meanwhile, after readings that were not complete',
    [
      [listening(1, NGINX)],
      { sockets: [], table: INCOMPLETE },
      { sockets: [listening(2, APACHE)], table: INCOMPLETE },
      [listening(2, APACHE)],
    ],
    ['ownerChanged tcp 127.0.0.1:80: 100 nginx (ada) > 200 apache2 (root)'],
  ],
  [
    'a bound UDP port, where UDP is watched',
    [[], [listening(1, NGINX, { protocol: 'udp', state: UNCONNECTED })]],
    ['opened udp 127.0.0.1:80: 100 nginx (ada)'],
    UDP_TOO,
  ],
];

const SILENCES: readonly Case[] = [
  ['what is there at the first reading', [[listening(1, NGINX)], [listening(1, NGINX)]], []],
  ['an owner that is found later', [[listening(1)], [listening(1, NGINX)]], []],
  ['an owner that is not known for a while', [[listening(1, NGINX)], [listening(1)], [listening(1, NGINX)]], []],
  [
    'an owner that is sought again',
    [[listening(1, NGINX)], { sockets: [listening(1)], table: SEARCHING }, [listening(1, NGINX)]],
    [],
  ],
  [
    'a reading that is not complete',
    [[listening(1, NGINX)], { sockets: [], table: INCOMPLETE }, [listening(1, NGINX)]],
    [],
  ],
  ['a first reading that is not complete', [{ sockets: [], table: INCOMPLETE }, [listening(1, NGINX)]], []],
  ['a reading that failed', [[listening(1, NGINX)], { sockets: [], error: 'no sockets' }, [listening(1, NGINX)]], []],
  [
    'a kind that was not read',
    [[listening(1, NGINX)], { sockets: [], table: { readings: {} } }, [listening(1, NGINX)]],
    [],
  ],
  [
    'a network namespace that comes, goes and comes back',
    [
      [],
      { sockets: [listening(1, NGINX, { netNamespace: 7 })], table: { readNamespaces: [1, 7] } },
      [],
      { sockets: [listening(2, NGINX, { netNamespace: 7 })], table: { readNamespaces: [1, 7] } },
    ],
    [],
  ],
  [
    'a namespace that was left out of a reading that was not complete',
    [
      { sockets: [listening(1, NGINX, { netNamespace: 7 })], table: { readNamespaces: [1, 7] } },
      { sockets: [], table: INCOMPLETE },
      { sockets: [listening(2, NGINX, { netNamespace: 7 })], table: { readNamespaces: [1, 7] } },
    ],
    [],
  ],
  ['a second socket at a port', [[listening(1, NGINX)], [listening(1, NGINX), listening(2, APACHE)]], []],
  [
    'a process with a lower PID that shares the socket of one that lives',
    [[listening(1, NGINX)], [listening(1, WORKER, SHARED)], [listening(1, NGINX)]],
    [],
  ],
  ['a connection to a port', [[], [listening(1, NGINX, { state: 1, remote: '127.0.0.1:4711' })]], []],
  ['a UDP socket that has another end', [[], [listening(1, NGINX, { protocol: 'udp', state: 1 })]], [], UDP_TOO],
  ['UDP where it is not watched', [[], [listening(1, NGINX, { protocol: 'udp', state: UNCONNECTED })]], []],
  ['a port that is not watched', [[], [listening(1, NGINX)]], [], choiceOf(new Set(['443/tcp', '80/udp']))],
  ['the other version of IP', [[], [listening(1, NGINX)]], [], { ...ALL, versions: new Set([6]) }],
  ['a unix socket', [[], [listening(1, NGINX, { protocol: 'unix', local: '/run/a' })]], []],
];

describe('a watch of ports', () => {
  it.each(named(HAPPENINGS))('tells of $title', ({ readings, events, choice }) => {
    expect(eventsOf(readings, choice).map(told)).toEqual(events);
  });

  it.each(named(SILENCES))('says nothing of $title', ({ readings, events, choice }) => {
    expect(eventsOf(readings, choice).map(told)).toEqual(events);
  });

  it('says when it noticed', () => {
    const [event] = eventsOf([[], [], [listening(1, NGINX)]]);
    const { wallClockMilliseconds } = sampleOf({ sockets: [] }, 2).snapshot.system;
    expect(event?.wallClockMilliseconds).toBe(wallClockMilliseconds);
  });

  it('keeps the last known name of an ended process', () => {
    const events = eventsOf([[listening(1, NGINX)], { sockets: [], processes: [] }]);
    expect(events.map(told)).toEqual(['closed tcp 127.0.0.1:80: 100 nginx (ada)']);
  });

  it('starts newly watched ports without events, and continues the other ones', () => {
    const both = choiceOf(new Set(['80/tcp', '90/tcp']));
    const ninety = (serial: number, owner: FakeProcess) => listening(serial, owner, { local: '127.0.0.1:90' });
    const first = sampleOf({ sockets: [listening(1, NGINX), ninety(2, APACHE)] }, 0);
    const begun = followPorts(NO_PORTS, first, choiceOf(new Set(['80/tcp']))).reading;
    const widened = alsoFollow(begun, first, choiceOf(new Set(['90/tcp'])));
    const second = sampleOf({ sockets: [ninety(2, APACHE)] }, 1);
    const { reading, events } = followPorts(widened, second, both);
    expect(events.map(told)).toEqual(['closed tcp 127.0.0.1:80: 100 nginx (ada)']);
    const left = forgetPorts(reading, choiceOf(new Set(['80/tcp'])));
    expect(followPorts(left, sampleOf({ sockets: [] }, 2), choiceOf(new Set(['80/tcp']))).events).toEqual([]);
  });
});
