// The processes that listen at a port: npm run example -- port 8080. The exit status is 0 if there is one, as for grep.

import { isListening, netConnections, Process } from '../src/library/index.js';
import { clean } from '../src/model/text/text.js';

const port = Number(process.argv[2]);
if (await isListening(port)) {
  for (const name of await programsAt(port)) console.log(`${port} is taken by ${name}`);
} else {
  console.log(`${port} is free`);
  process.exitCode = 1;
}

/** Each once, although it may listen for IPv4 and for IPv6. */
async function programsAt(wanted: number): Promise<ReadonlySet<string>> {
  const connections = await netConnections('tcp');
  const here = connections.filter(({ laddr, status }) => {
    return status === 'LISTEN' && typeof laddr === 'object' && laddr?.port === wanted;
  });
  return new Set(here.flatMap(({ pids }) => (pids.length === 0 ? ['an unknown owner'] : pids.map(describe))));
}

/** A name is its program's own choice, and not yet safe for a terminal. */
function describe(pid: number): string {
  try {
    return `${clean(new Process(pid).name())} (${pid})`;
  } catch {
    return `${pid}, which has ended`;
  }
}
