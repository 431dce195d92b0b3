// What ends on this machine other than well: npm run example -- events
import { type MissedEvents, type ProcessEvent, processEvents } from '../src/library/index.js';
import { clean } from '../src/model/text/text.js';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

try {
  for await (const event of processEvents({ signal: stop.signal })) {
    const line = toLine(event);
    if (line !== undefined) console.log(line);
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
}

/** Nothing of what starts, and of what ends well. */
function toLine(event: ProcessEvent | MissedEvents): string | undefined {
  if (event.lost !== undefined) return `${event.time}  ${event.lost} events were missed`;
  if (event.event === 'started' || event.exitStatus === 0) return undefined;
  const how = event.signal ?? (event.exitStatus === null ? 'unknown' : `status ${event.exitStatus}`);
  const after = event.lifetimeSeconds === null ? '' : ` after ${event.lifetimeSeconds.toFixed(3)} s`;
  // What a program calls itself may be anything.
  const command = clean(event.command?.join(' ') ?? event.name ?? '?');
  return `${event.time}  ${event.event} ${event.pid} ${clean(event.user ?? '?')} (${how}${after})  ${command}`;
}
