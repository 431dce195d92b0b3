import { readdirSync, readFileSync, statSync } from 'node:fs';

const PAGE = 4096;
// In the order of proc_pid_stat(5), from the state on; - is not compared.
const FIELDS =
  'state ppid processGroupId sessionId terminalDevice - flags minorFaults - majorFaults - userTicks systemTicks - - priority nice threads - startTicks virtualBytes'.split(
    ' ',
  );

/** All processes, and with `threads` their threads, by id: read file by file without regard to cost. */
export function readTasks(threads) {
  const found = new Map();
  for (const name of readdirSync('/proc')) {
    const row = /^\d+$/.test(name) ? readProcess(`/proc/${name}`) : undefined;
    if (row === undefined) continue;
    const pid = Number(name);
    found.set(pid, { ...row, threadGroupId: pid });
    if (threads && row.threads > 1) addThreads(pid, found);
  }
  return found;
}

function addThreads(pid, found) {
  for (const id of attempt(() => readdirSync(`/proc/${pid}/task`)) ?? []) {
    const row = id === String(pid) ? undefined : readStat(`/proc/${pid}/task/${id}`);
    if (row !== undefined) found.set(Number(id), { ...row, threadGroupId: pid });
  }
}

function readProcess(folder) {
  const row = readStat(folder);
  if (row === undefined) return undefined;
  const uid = attempt(() => statSync(folder).uid);
  const commandLine = attempt(() => readFileSync(`${folder}/cmdline`, 'latin1'));
  const [, resident, shared] = attempt(() => readFileSync(`${folder}/statm`, 'latin1').split(' ').map(Number)) ?? [];
  return { ...row, uid, commandLine, residentBytes: resident * PAGE, sharedBytes: shared * PAGE };
}

function readStat(folder) {
  const text = attempt(() => readFileSync(`${folder}/stat`, 'latin1'));
  if (text === undefined) return undefined;
  const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const words = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const entries = FIELDS.map((field, at) => [field, at === 0 ? words[0].charCodeAt(0) : Number(words[at])]);
  const { userTicks, systemTicks, '-': _, ...row } = Object.fromEntries(entries);
  return { name, ticks: userTicks + systemTicks, ...row };
}

function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
