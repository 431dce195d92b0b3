import type { IncomingMessage } from 'node:http';
import { type Answer, plain } from './answer.js';
import type { HostCheck } from './host-check.js';
import { indexPage, recordingPage } from './recording-pages.js';
import type { Recordings } from './recordings.js';

export type Pages = {
  readonly hosts: HostCheck;
  /** Undefined: no token is needed. */
  readonly isToken: ((authorization: string | undefined) => boolean) | undefined;
  readonly metrics: (request: IncomingMessage) => Promise<Answer>;
  /** Undefined: none are served. */
  readonly recordings: Recordings | undefined;
};

const RECORDINGS = '/recordings/';

/** What a request is answered with. What it asks for is looked at last, so that a refused one learns nothing. */
export async function answerTo(request: IncomingMessage, pages: Pages): Promise<Answer> {
  return refusalOf(request, pages) ?? (await pageFor(request, pages));
}

function refusalOf(request: IncomingMessage, { hosts, isToken }: Pages): Answer | undefined {
  const { method, url = '', headers, socket } = request;
  const host = only(request, 'host');
  if (host === undefined || !hosts.isOurs(host, socket.localAddress ?? '')) {
    return last(421, 'the Host header does not name this server');
  }
  if (isToken !== undefined && !isToken(only(request, 'authorization'))) {
    return last(401, 'the token of this server is needed', { 'www-authenticate': 'Bearer realm="ntop"' });
  }
  if (method !== 'GET' && method !== 'HEAD') return last(405, 'use GET or HEAD', { allow: 'GET, HEAD' });
  // What would read such a request in another way than Node does would see another request begin in its body.
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0) {
    return last(400, 'a request has no body here');
  }
  return url.startsWith('/') ? undefined : last(400, 'the address must begin with a slash');
}

async function pageFor(request: IncomingMessage, { metrics, recordings }: Pages): Promise<Answer> {
  const [path = ''] = (request.url ?? '').split('?');
  if (path === '/metrics') return metrics(request);
  if (path === '/-/healthy') return plain(200, 'ntop answers');
  if (path === '/') return plain(200, ['/metrics', '/-/healthy', ...(recordings ? [RECORDINGS] : [])].join('\n'));
  if (recordings !== undefined && path === RECORDINGS) return indexPage(recordings);
  if (recordings !== undefined && path.startsWith(RECORDINGS)) {
    return recordingPage(recordings, path.slice(RECORDINGS.length), request);
  }
  return plain(404, 'there is no such page');
}

/** The value of a header that is there exactly once. Of some that are there twice Node keeps the first. */
function only({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  const values = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
  return values.length === 1 ? values[0] : undefined;
}

/** After which the connection is closed. */
function last(status: number, text: string, headers: Answer['headers'] = {}): Answer {
  return plain(status, text, { ...headers, connection: 'close' });
}
