import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * Answers the line "sample" with the CPU time that a sample took, all threads together, and any other line with what
 * nothing takes. Each answer also holds what the main thread had used when the line came: from one answer to the next
 * it has slept, or the kernel's figure would be late.
 */
export function serve(sample) {
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const mainMilliseconds =
      Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    const before = process.cpuUsage();
    const count = line === 'sample' ? await sample() : 0;
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ cpuMilliseconds: (user + system) / 1000, mainMilliseconds, count }));
  });
}
