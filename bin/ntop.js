#!/usr/bin/env node
// Plain syntax on purpose: a Node too old for ntop must still get far enough to say so.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`ntop: needs Node.js 20.19 or newer, and this is ${process.versions.node}\n`);
  process.exitCode = 1;
} else {
  // React's development build keeps every render, and with DEV Ink looks for a debugger.
  process.env.NODE_ENV = 'production';
  delete process.env.DEV;
  // Ink asks where it is while it loads, and the folder may be gone.
  try {
    process.cwd();
  } catch {
    process.chdir('/');
  }
  keepCompiled();
  import('../dist/ntop.mjs').catch((error) => {
    if (!/^Cannot find module .*ntop\.mjs' imported from .*bin/.test(error.message)) throw error;
    process.stderr.write('ntop: is not built yet; run: npm ci\n');
    process.exitCode = 1;
  });
}

// Next time the program starts from what was compiled this time. The cache lies beside the addon and only where the
// program is the user's own: nobody else can write into it, and root leaves no files in a user's folder.
function keepCompiled() {
  try {
    const { enableCompileCache } = process.getBuiltinModule('node:module');
    const root = process.getBuiltinModule('node:url').fileURLToPath(new URL('..', import.meta.url));
    const { uid } = process.getBuiltinModule('node:fs').statSync(root);
    if (enableCompileCache && uid === process.getuid()) enableCompileCache(`${root}build/compile-cache`);
  } catch {
    // Without it, as on an older Node, it takes a little longer.
  }
}
