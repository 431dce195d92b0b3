#!/usr/bin/env node
// Plain syntax on purpose: a Node too old for ntop must still get far enough to say so.

import { keepCompiled, prints } from './compiled.js';
import { optimizeLess } from './optimized.js';

// Node opens a debugger on SIGUSR1, in which every user of the machine may run code as the user of ntop.
process.on('SIGUSR1', () => {});

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`ntop: needs Node.js 20.19 or newer, and this is ${process.versions.node}\n`);
  process.exitCode = 1;
} else {
  // React's development build keeps every render, and with DEV Ink looks for a debugger.
  process.env.NODE_ENV = 'production';
  delete process.env.DEV;
  // Ink reads the working directory while it loads, and that may be gone.
  try {
    process.cwd();
  } catch {
    process.chdir('/');
  }
  if (!prints() || process.argv[2] === 'record') optimizeLess();
  const compiled = keepCompiled();
  // What a signal before the line above has begun; later than the first frame, for asking takes some milliseconds.
  for (const milliseconds of [300, 1000]) setTimeout(closeDebugger, milliseconds).unref();
  import('../dist/ntop.mjs').then(
    ({ main }) => main({ compiled, prints: prints() }),
    (error) => {
      if (!/^Cannot find module .*ntop\.mjs' imported from .*bin/.test(error.message)) throw error;
      process.stderr.write('ntop: is not built yet; run: npm ci\n');
      process.exitCode = 1;
    },
  );
}

// One that was not asked for.
function closeDebugger() {
  const asked = [...process.execArgv, process.env.NODE_OPTIONS || ''].join(' ');
  if (/--inspect(?![-_](?:port|publish))/.test(asked)) return;
  const inspector = process.getBuiltinModule('node:inspector');
  if (inspector !== undefined && inspector.url() !== undefined) inspector.close();
}
