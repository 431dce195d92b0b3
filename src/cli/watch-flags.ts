import type { Pane } from '../model/list/pane.js';
import type { PortKind } from '../model/machine/socket-kinds.js';
import { parsePort } from '../model/ports/port-choice.js';
import { quoted } from '../model/text/text.js';
import { list, Refused, refuseTogether, type Values } from './flag-values.js';
import type { Long } from './flags.js';
import type { Options } from './options.js';

type Watch = Options['watch'];

/**
 * What --watch and --watch-port ask for: TCP unless --udp is given; a port without a protocol follows the same rule.
 * Without a screen, --watch-port prints the events of its ports.
 */
export function readWatch(values: Values, { watched, printed }: Pane, output: Options['output']): Watch {
  const given = (['tcp', 'udp'] as const).filter((kind) => values.has(kind));
  const kinds: readonly PortKind[] = given.length === 0 ? ['tcp'] : given;
  const ports = list(values, 'watch-port')?.flatMap((word) => {
    const named = parsePort(word, kinds);
    if (named !== undefined) return named;
    throw new Refused(`invalid port ${quoted(word)}: use 1 to 65535, such as 443 or 53/udp`);
  });
  const drawn = !values.has('watch') && (ports === undefined || output === 'screen');
  const print = drawn ? undefined : values.has('watch') && watched !== undefined ? watched : 'ports';
  return { print: printed ?? print, ports: ports && new Set(ports), kinds: new Set(kinds) };
}

/** Flags that have no effect on events are refused, so that none seems to filter, sort or shape them. */
const NOT_WITH: Readonly<Record<NonNullable<Watch['print']>, readonly Long[]>> = {
  logins: ['csv', 'once', 'watch-port'],
  ports: ['unix', 'fields', 'filter', 'user', 'pid', 'sort', 'tree'],
  events: ['once', 'sort', 'tree', 'threads', 'hide-idle', 'watch-port'],
};

export function refuseWithWatch(values: Values, { print }: Watch, { printed, shortName }: Pane): void {
  const misplaced = printed && NOT_WITH[printed].find((long) => values.has(long));
  if (misplaced !== undefined) throw new Refused(`--${misplaced} does not work with ntop ${shortName}`);
  const asked = values.has('watch') ? 'watch' : 'watch-port';
  for (const long of print === undefined ? [] : NOT_WITH[print]) refuseTogether(values, asked, long);
}
