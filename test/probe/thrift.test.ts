import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Capability, NativeCounts } from '../../src/probe/native-types.js';

type Counts = NativeCounts & { count: number; forks: number; forksBefore: number };
type Results = { gated: Counts[]; plain: Counts[]; gatedCapabilities: Capability[] };

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The machine's own files, of which there are a few more on one machine than on another. */
const FOR_THE_MACHINE = 60;
/** On the whole machine, between two samples. */
const MANY_FORKS = 100;
/** For a process that ran: open, read and close two files, ask for its user, and its clock once more. */
const FOR_ONE_THAT_RAN = 9;

it('makes one system call per sleeping process, and reads few processes', () => {
  const { gated, plain, gatedCapabilities } = measure();
  expect(Math.min(...plain.map(({ syscalls, count }) => syscalls / count))).toBeGreaterThan(6);
  const chosen = (question: string) => gatedCapabilities.find(({ name }) => name === question)?.chosen;
  if (chosen('what is read') !== 'what ran') return expect(gated[1]?.listed).toBe(true);
  const settled = gated.slice(2);
  for (const { count, read, probed, ran, listed, syscalls } of settled) {
    const [few, most] = [count / 100 + 1, count + FOR_THE_MACHINE + probed + FOR_ONE_THAT_RAN * read];
    expect(read).toBeLessThanOrEqual(ran + few);
    expect(syscalls).toBeLessThanOrEqual(most + (listed ? count / 10 : 0));
  }
  // Where others on the machine have made many processes meanwhile, a listing is due.
  const forksSince = (sample: number) => (gated[sample + 2]?.forks ?? 0) - (gated[sample + 1]?.forksBefore ?? 0);
  const listings = settled.filter(({ listed }, sample) => listed && forksSince(sample) < MANY_FORKS).length;
  // For a few forks elsewhere too, but each time after twice as many samples.
  const isQuiet = gated.at(-1)?.forks === gated[1]?.forksBefore;
  const most = isQuiet ? 2 : 2 + Math.ceil(Math.log2(settled.length));
  expect(listings).toBeLessThanOrEqual(chosen('new processes') === 'fork counter' ? most : settled.length);
});

/** Among no processes but its own where that is allowed, else among all. */
function measure(): Results {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const namespace = [...user, '--pid', '--fork', '--mount-proc', '--kill-child'];
  const isAllowed = spawnSync('unshare', [...namespace, 'true']).status === 0;
  const program = [process.execPath, fileOf('./thrift.mjs'), fileOf('../../build/Release/ntop.node')];
  const [command = '', ...words] = isAllowed ? ['unshare', ...namespace, ...program] : program;
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}
