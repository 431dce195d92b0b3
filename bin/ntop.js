#!/usr/bin/env node
// Plain syntax on purpose: a Node too old for ntop must still get far enough to say so.

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
  keepCompiled();
  // What a signal before the line above has begun; later than the first frame, for asking takes some milliseconds.
  for (const milliseconds of [100, 1000]) setTimeout(closeDebugger, milliseconds).unref();
  import('../dist/ntop.mjs').catch((error) => {
    if (!/^Cannot find module .*ntop\.mjs' imported from .*bin/.test(error.message)) throw error;
    process.stderr.write('ntop: is not built yet; run: npm ci\n');
    process.exitCode = 1;
  });
}

// One that was not asked for.
function closeDebugger() {
  const asked = [...process.execArgv, process.env.NODE_OPTIONS || ''].join(' ');
  if (/--inspect(?![-_](?:port|publish))/.test(asked)) return;
  const inspector = process.getBuiltinModule('node:inspector');
  if (inspector !== undefined && inspector.url() !== undefined) inspector.close();
}

// Next time the program starts from what was compiled this time. The cache lies beside the addon and only where the
// program belongs to the user: no other user can write into it, and root leaves no files in a user's folder.
function keepCompiled() {
  try {
    const { enableCompileCache, flushCompileCache } = process.getBuiltinModule('node:module');
    const root = process.getBuiltinModule('node:url').fileURLToPath(new URL('..', import.meta.url));
    const { uid } = process.getBuiltinModule('node:fs').statSync(root);
    if (!enableCompileCache || uid !== process.getuid()) return;
    enableCompileCache(`${root}build/compile-cache/${prints() ? 'print' : 'screen'}`);
    // Most terminals are just closed, and then nothing would be kept.
    if (flushCompileCache) setTimeout(flushCompileCache, 5000).unref();
  } catch {
    // Without it, as on an older Node, it takes a little longer.
  }
}

// What the first run has compiled is all that is kept, and printing needs little of what the screen does. A wrong guess
// costs some milliseconds, no more.
function prints() {
  const words = /^(-\w*[bhV]|--(batch|completions|csv|default-config|doctor|help|json|once|version))/;
  return !process.getBuiltinModule('node:tty').isatty(1) || process.argv.slice(2).some((word) => words.test(word));
}
