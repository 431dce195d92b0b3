// Ten attributes of every process, as a program with the library reads them. The argument is the library's file.
import { serve } from './serve.mjs';

const { processIter } = await import(process.argv[2]);
const ATTRIBUTES = [
  ...['pid', 'ppid', 'name', 'username', 'status'],
  ...['cpuPercent', 'memoryInfo', 'createTime', 'numThreads', 'cmdline'],
];

serve(() => {
  let count = 0;
  for (const { info } of processIter(ATTRIBUTES)) count += Object.keys(info).length === ATTRIBUTES.length ? 1 : 0;
  return count;
});
