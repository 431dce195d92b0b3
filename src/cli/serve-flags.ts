import { quoted } from '../model/text/text.js';
import type { Typed } from './arguments.js';
import { Refused, refuseOthers, type Values } from './flag-values.js';
import type { Long } from './flags.js';
import type { ServeOptions, TlsFiles } from './options.js';

const USUAL_LISTEN = '127.0.0.1:9465';
const EVERYWHERE = '::';
/** Each is some twenty series, whatever runs. */
const MOST_PROGRAMS = 50;

export function readServe({ values, words: [, ...more] }: Typed, machine: string | undefined): ServeOptions {
  refuseOthers(values, 'serve', []);
  if (machine !== undefined) throw new Refused('ntop serve is run on the machine that it is about, without USER@HOST');
  if (more.length > 0) throw new Refused(`ntop serve takes options only, not ${quoted(more[0] ?? '')}`);
  const { host, port } = address(values);
  const tokenFile = only(values, 'token-file');
  const tls = tlsOf(values);
  if (tokenFile === undefined && tls?.clientCa === undefined && !isLoopback(host)) {
    throw new Refused(`--listen ${quoted(only(values, 'listen') ?? '')} needs --token-file or --client-ca`);
  }
  return {
    kind: 'serve',
    host,
    port,
    tokenFile,
    tls,
    programs: programs(values),
    recordings: only(values, 'recordings'),
  };
}

/** Of names only the one that every machine resolves to itself. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** `127.0.0.1:9465`, `[::1]:9465`, `web-01:9465`, or `:9465` for all addresses. */
function address(values: Values): { readonly host: string; readonly port: number } {
  const text = only(values, 'listen') ?? USUAL_LISTEN;
  const [, bracketed, plain = '', digits = ''] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]*)):(\d{1,5})$/.exec(text) ?? [];
  const isSensible = digits !== '' && Number(digits) < 2 ** 16;
  if (!isSensible) throw new Refused(`invalid --listen ${quoted(text)}: use 127.0.0.1:9465, [::1]:9465 or :9465`);
  return { host: (bracketed ?? plain) || EVERYWHERE, port: Number(digits) };
}

function tlsOf(values: Values): TlsFiles | undefined {
  const [cert, key, clientCa] = (['tls-cert', 'tls-key', 'client-ca'] as const).map((long) => only(values, long));
  if (cert !== undefined && key !== undefined) return { cert, key, clientCa };
  if (cert !== undefined) throw new Refused('--tls-cert needs --tls-key');
  if (key !== undefined) throw new Refused('--tls-key needs --tls-cert');
  if (clientCa !== undefined) throw new Refused('--client-ca needs --tls-cert and --tls-key');
  return undefined;
}

function programs(values: Values): readonly string[] {
  const names = [...new Set(values.get('program') ?? [])];
  if (names.includes('')) throw new Refused('--program needs the name of a program');
  if (names.length > MOST_PROGRAMS) throw new Refused(`--program can be given ${MOST_PROGRAMS} times at most`);
  return names;
}

function only(values: Values, long: Long): string | undefined {
  const value = values.get(long)?.at(-1);
  if (value === '') throw new Refused(`--${long} needs a value`);
  return value;
}
