import { describe, expect, it } from 'vitest';
import type { InterfaceReading } from '../../../src/model/machine/interface-reading.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import { fakeSockets } from '../../support/sockets.js';

const ETH: InterfaceReading = {
  name: 'eth0',
  isUp: true,
  speedMegabits: 10_000,
  duplex: 'full',
  mtuBytes: 1500,
  addresses: ['10.0.0.5', '2001:db8::5'],
  errors: 0,
  drops: 3,
};
const LO: InterfaceReading = {
  ...ETH,
  name: 'lo',
  speedMegabits: undefined,
  duplex: undefined,
  addresses: ['127.0.0.1'],
};
const DOWN: InterfaceReading = { ...LO, name: 'wlan0', isUp: false, addresses: [], errors: undefined };

function opened(interfaces: readonly InterfaceReading[], rows = 24, columns = 120): Session {
  const session = openSession({ pane: 'connections', size: { columns, rows } });
  for (const bytes of [0, 3_145_728]) {
    const counters = interfaces.map(({ name }) => ({
      name,
      receivedBytes: bytes,
      sentBytes: bytes / 2,
      counted: name !== 'lo',
    }));
    session.sample([], { interfaces, sockets: fakeSockets([]), system: { interfaces: counters } });
  }
  return session;
}

/** The lines between the meters and the status line. */
const strip = (session: Session) =>
  session
    .frame()
    .header.map(textOf)
    .filter((line) => /\b(in|out)\b/.test(line) && !line.startsWith(' Mem'));

describe('the strip of interfaces', () => {
  it('says state, rates, errors, speed, MTU and addresses', () => {
    const [line] = strip(opened([ETH]));
    expect(line).toBe(
      ' eth0     up   in  2.0M/s out  1.0M/s  err 0 drop 3  10Gb/s full mtu 1500  10.0.0.5 2001:db8::5',
    );
  });

  it('has those that are up first and lo last, and - for what is not known', () => {
    const lines = strip(opened([LO, DOWN, ETH], 40));
    expect(lines.map((line) => line.trim().split(' ')[0])).toEqual(['eth0', 'wlan0', 'lo']);
    expect(lines[1]).toContain('down');
    expect(lines[1]).toContain('err - drop 3');
  });

  it('puts into one line what has no line of its own', () => {
    const lines = strip(opened([LO, DOWN, ETH], 24));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('wlan0 down in 2.0M/s out 1.0M/s  lo in');
  });

  it.each([
    [24, 2],
    [16, 1],
    [15, 0],
    [5, 0],
  ])('leaves room on %i rows: it has %i', (rows, lines) => {
    const session = opened([LO, DOWN, ETH], rows, 80);
    expect(strip(session)).toHaveLength(lines);
    const { header, status, bodyHeight, footer } = session.frame();
    expect(header.length + (status ? 1 : 0) + bodyHeight + (footer ? 1 : 0)).toBe(rows);
  });

  it('lets no byte of a name through that a terminal obeys', () => {
    expect(strip(opened([{ ...ETH, name: 'a\u001b[2J' }]))[0]).toContain('a?[2J');
  });

  it('is read for its pane only', () => {
    const session = openSession();
    expect(needsOf(session.state).interfaces).toBe(false);
    session.press('2');
    expect(needsOf(session.state).interfaces).toBe(true);
  });
});
