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
  import('../dist/ntop.mjs').catch((error) => {
    if (!/^Cannot find module .*ntop\.mjs' imported from .*bin/.test(error.message)) throw error;
    process.stderr.write('ntop: is not built yet; run: npm ci\n');
    process.exitCode = 1;
  });
}
