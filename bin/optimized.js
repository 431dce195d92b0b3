// Plain syntax on purpose, as in ntop.js.

// Calls of a function, by its size, until V8 compiles it with Maglev, with TurboFan, and in the middle of a loop: ten to fifty
// times as many as by default.
const TIERS = [
  'invocation-count-for-maglev=5000',
  'invocation-count-for-turbofan=100000',
  'invocation-count-for-maglev-osr=2000',
  'invocation-count-for-osr=5000',
];
// The V8 of Node 20 counts the bytes of bytecode that ran.
const TIERS_OF_11 = ['interrupt-budget=2000000'];
// The space for new objects stays as it begins, 2 MiB. On a machine on which processes come and go, what a sample makes lives
// until the next, and V8 would take more for it each time, up to 100 MiB, without being any faster.
const SPACE = 'semi-space-growth-factor=1';
// V8 writes an error on the terminal where it does not know a name.
const KNOWN = { 11: TIERS_OF_11, 12: TIERS, 13: TIERS, 14: TIERS };

/**
 * Keeps V8's memory small, and lets it optimize only what is hot indeed, such as a loop over thousands of processes. Most
 * of what the screen does, it does once a second: optimizing that takes more of the CPU, on V8's own threads, than it saves in an hour. Comes before
 * all that was compiled is loaded, for V8 takes it only under the flags that it was kept under.
 */
export function optimizeLess() {
  const tiers = KNOWN[process.versions.v8.split('.')[0]];
  if (tiers === undefined) return;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of [SPACE].concat(tiers)) setFlagsFromString(`--${flag}`);
}
