import { FAMILIES } from '../../src/model/metrics/families.js';
import { type Family, unitOfFamily } from '../../src/model/metrics/family.js';
import { MOST_NAMES } from '../../src/model/metrics/program-names.js';

const INTRODUCTION = `# Metrics

What \`ntop serve\` exports. Generated from the table of families (src/model/metrics) by a test (\`UPDATE_DOCS=1 npm test\`). Names,
labels and meanings do not change. Both formats have the same series: OpenMetrics 1.0 and the older text of Prometheus (0.0.4).

- **Unknown is no number.** A series is left out while its value is unknown, as of what ntop may not read, or of a file system that
  gives no answer. It is never 0 for that. A label without a value is left out: a program outside of units has no \`unit\`.
- **A program** is the name of a task (comm) without the numbers at its end, in its systemd unit (instances as \`name@.service\`) or
  its container. Kernel threads are \`kernel\`. No series has a PID, a user, or a command line or path of a process.
- **At most 2,500 series.** At each scrape the 25 programs with the most CPU time since the last one and the 25 with the most memory
  get a name, as long as there are fewer than ${MOST_NAMES}; a program keeps its name until it had no process for 20 scrapes. All others are
  \`other\`. What a program counted before it had a name stays with \`other\`. \`--program NAME\` reports a program at all times, with
  0 where it has no process, and as one for all its units. Of control groups those with a quota or a limit of their own come first,
  then the largest, 30 at most; of disks 30, of file systems 20, of interfaces 12, hardware first.
- **Counters of programs** are differences of their processes added up since ntop was started, so that none falls when a process
  ends. With root, what processes used that came and went between two scrapes is in them too.
- **With root** starts and ends are known, and the files, storage traffic and sockets of all users' processes.

`;

/** The page docs/metrics.md. */
export function metricsMarkdown(): string {
  return `${INTRODUCTION}| name | type | unit | labels | meaning |\n|---|---|---|---|---|\n${FAMILIES.map(row).join('')}`;
}

function row(family: Family): string {
  const { name, type, labels, help } = family;
  return `| ${[`\`${name}\``, type, unitOfFamily(family) ?? '', labels.join(', '), help].join(' | ')} |\n`;
}
