import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * Answers the line "sample" with the CPU time that a sample took, all threads and children together, and any other line with what
 * nothing takes. Each answer also holds what the main thread had used when the line came: from one answer to the next
 * it has slept, or the kernel's figure would be late.
 */
export function serve(sample) {
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const mainMilliseconds =
      Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    const children = childrenMilliseconds();
    const before = process.cpuUsage();
    const count = line === 'sample' ? await sample() : 0;
    const { user, system } = process.cpuUsage(before);
    const cpuMilliseconds = (user + system) / 1000 + childrenMilliseconds() - children;
    console.log(JSON.stringify({ cpuMilliseconds, mainMilliseconds, count }));
  });
}

/** CPU time of ended children in hundredths of a second: precise enough for a program that starts dozens. */
function childrenMilliseconds() {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}
