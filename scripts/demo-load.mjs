// A small server farm to look at: children with telling names that use some CPU and memory, and end with this process.
import { spawn } from 'node:child_process';

const PROGRAMS = [
  { name: 'database --data /srv/db', busy: 0.31, megabytes: 140, user: 33, workers: 2, listens: 5432 },
  { name: 'web-server --port 443', busy: 0.04, megabytes: 12, user: 33, workers: 4, listens: 443, connects: 5432 },
  { name: 'image-resizer --watch /srv/images', busy: 0.62, megabytes: 60, user: 33, workers: 0 },
  { name: 'mail-queue', busy: 0.02, megabytes: 8, user: 8, workers: 1, listens: 25 },
  { name: 'log-shipper --follow', busy: 0.08, megabytes: 20, user: 0, workers: 0, connects: 443 },
  { name: 'backup --incremental /srv', busy: 0.17, megabytes: 30, user: 34, workers: 0, connects: 5432 },
  { name: 'scheduler', busy: 0.01, megabytes: 4, user: 0, workers: 3 },
];

/**
 * What a child runs: it spins for a share of each tenth of a second, starts its own workers, answers clients of
 * its port, and talks to another's.
 */
const PROGRAM = `
  const { name, busy, megabytes, workers, listens, connects } = JSON.parse(process.argv[1]);
  const { connect, createServer } = require('node:net');
  process.title = name.split(' ')[0];
  globalThis.held = Buffer.alloc(megabytes << 20, 1);
  setInterval(() => { const end = performance.now() + busy * 100; while (performance.now() < end); }, 100);
  const { spawn } = require('node:child_process');
  for (let number = 1; number <= workers; number++) {
    const worker = { name: name.split(' ')[0] + ': worker ' + number, busy: busy / 3, megabytes: megabytes / 4, workers: 0 };
    spawn(process.execPath, ['-e', process.execArgv[1], JSON.stringify(worker)],
      { argv0: worker.name, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  }
  process.title = name;
  if (listens) createServer((peer) => peer.on('data', (data) => peer.write(data.subarray(0, data.length / 3))).on('error', () => {})).listen(listens);
  const talk = () => {
    const peer = connect(connects, '127.0.0.1').on('error', () => setTimeout(talk, 300));
    peer.on('connect', () => setInterval(() => peer.write(Buffer.alloc(busy * 4e5)), 100)).resume();
  };
  if (connects) talk();
  process.on('disconnect', () => process.exit());
`;

/** Starts the load; the result stops exactly what was started. */
export function startDemoLoad() {
  const children = PROGRAMS.map((program) => startProgram(program));
  return () => {
    for (const child of children) child.kill();
  };
}

function startProgram({ user, ...program }) {
  return spawn(process.execPath, ['-e', PROGRAM, JSON.stringify(program)], {
    argv0: program.name,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Only root can start processes of other users.
    ...(process.getuid?.() === 0 && user !== 0 && { uid: user, gid: user }),
  });
}
