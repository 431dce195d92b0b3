import { describe, expect, it } from 'vitest';
import type { Place, PortOwner } from '../../src/model/ports/listeners.js';
import type { PortEvent } from '../../src/model/ports/port-events.js';
import { eventCsv, eventCsvHeader, eventJson, eventText } from '../../src/output/port-events.js';

const PLACE: Place = {
  protocol: 'tcp',
  kind: 'tcp',
  port: '80/tcp',
  localPort: 80,
  localAddress: '0.0.0.0',
  text: 'tcp *:80',
  netNamespace: 4026531840,
};
const NGINX: PortOwner = { pid: 10, startTicks: 5, name: 'nginx', user: 'www' };
const UNKNOWN: PortOwner = { pid: undefined, startTicks: Number.NaN, name: undefined, user: undefined };
const EVIL: PortOwner = { pid: 66, startTicks: 6, name: 'e"\u009b2J\u202e,\n\udc80', user: 'a\x1b[31mda' };

function event(type: PortEvent['type'], owner: PortOwner, previous?: PortOwner, place: Partial<Place> = {}): PortEvent {
  const wallClockMilliseconds = Date.UTC(2026, 10, 23, 10, 0, 0, 250);
  return { type, wallClockMilliseconds, place: { ...PLACE, ...place }, owner, previous };
}

/** What a terminal would do something about, but for the end of a line. */
const OBEYED = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/;

describe('a port event', () => {
  it('is one line of JSON with all that scripts rely on', () => {
    const line = eventJson(event('ownerChanged', EVIL, NGINX), 'web-01');
    expect(line.endsWith('}\n')).toBe(true);
    expect(line).not.toMatch(OBEYED);
    expect(JSON.parse(line)).toEqual({
      schema: 'ntop.port-events/1',
      time: '2026-11-23T10:00:00.250Z',
      host: 'web-01',
      event: 'ownerChanged',
      protocol: 'tcp',
      localAddress: '0.0.0.0',
      localPort: 80,
      pid: 66,
      name: EVIL.name,
      user: EVIL.user,
      previous: { pid: 10, name: 'nginx', user: 'www' },
      netNamespace: 4026531840,
    });
  });

  it('has null in JSON for what is unknown', () => {
    const line = eventJson(event('opened', UNKNOWN, undefined, { netNamespace: Number.NaN }), 'web-01');
    expect(JSON.parse(line)).toMatchObject({ pid: null, name: null, user: null, previous: null, netNamespace: null });
  });

  it('is a line of CSV below its header, safe on a terminal', () => {
    expect(eventCsvHeader()).toBe(
      'time,event,protocol,localAddress,localPort,pid,name,user,previousPid,previousName,previousUser,netNamespace\r\n',
    );
    const closed = event('closed', NGINX);
    expect(eventCsv(closed, false)).toBe(
      '2026-11-23T10:00:00.250Z,closed,tcp,0.0.0.0,80,10,nginx,www,,,,4026531840\r\n',
    );
    expect(eventCsv(event('opened', UNKNOWN, NGINX), false)).toContain(',80,,,,10,nginx,www,');
    const changed = event('ownerChanged', NGINX, EVIL);
    expect(eventCsv(changed, false)).toContain(`66,"e""\u009b2J\u202e,\n\udc80",a\x1b[31mda,`);
    expect(eventCsv(changed, true).replace('\r\n', '')).not.toMatch(OBEYED);
  });

  it.each([
    ['opened', event('opened', NGINX), 'opened     tcp *:80  10 nginx (www)'],
    ['closed', event('closed', UNKNOWN), 'closed     tcp *:80  - (-)'],
    [
      'taken over',
      event('ownerChanged', EVIL, NGINX),
      'new owner  tcp *:80  66 e"?2J?,?? (a?[31mda), before: 10 nginx (www)',
    ],
  ])('is a line of text if it is %s, safe from hostile names', (_, given, expected) => {
    const line = eventText(given, { width: undefined, unicode: true });
    expect(line.slice('2026-11-23 10:00:00  '.length)).toBe(`${expected}\n`);
    expect(line).not.toMatch(OBEYED);
  });

  it('is cut to the width of the output', () => {
    const line = eventText(event('opened', NGINX), { width: 40, unicode: false });
    expect(line.slice('2026-11-23 10:00:00  '.length)).toBe('opened     tcp *:80\n');
  });
});
