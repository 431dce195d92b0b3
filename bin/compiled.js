// Plain syntax on purpose, as in ntop.js.

// Builds of ntop, each under one release of Node, of which the folder holds what was compiled.
const MOST_BUILDS = 3;
const BUILD = /^node[\d.]+-\w+-\w+$/;

// Below these it may make a folder for caches, and in it one for ntop.
const MOST_MISSING = 2;

/**
 * Next time the program starts from what was compiled this time, in a folder that no other user can write into, for
 * V8 runs what it finds there. Returns the folder, or why there is none.
 */
export function keepCompiled() {
  try {
    return keep();
  } catch (error) {
    return { why: `${error.path || 'the folder for caches'}: ${error.code || error.message}` };
  }
}

function keep() {
  const { enableCompileCache, flushCompileCache, constants } = process.getBuiltinModule('node:module');
  if (!enableCompileCache) return { why: `Node.js ${process.versions.node} can't` };
  for (const name of ['NODE_COMPILE_CACHE', 'NODE_DISABLE_COMPILE_CACHE']) {
    if (process.env[name]) return { why: `${name} is set` };
  }
  const name = nameOfBuild();
  const { folder, why } = ownFolder();
  if (why) return { why };
  const build = `${folder}/${name}`;
  if (!process.getBuiltinModule('node:fs').existsSync(build)) removeOldest(folder);
  const { status, message } = enableCompileCache(`${build}/${prints() ? 'print' : 'screen'}`);
  if (status !== constants.compileCacheStatus.ENABLED) return { why: message || 'Node.js refused' };
  // Most terminals are just closed, and then nothing would be kept.
  if (flushCompileCache) setTimeout(flushCompileCache, 5000).unref();
  return { folder };
}

// The user's folder for compiled code, made where it is missing; or why it is not safe to use.
function ownFolder() {
  const { mkdirSync } = process.getBuiltinModule('node:fs');
  const { XDG_CACHE_HOME, HOME } = process.env;
  const isPlace = (path) => path && path[0] === '/';
  if (!isPlace(XDG_CACHE_HOME) && !isPlace(HOME)) return { why: 'no home directory' };
  const wanted = `${isPlace(XDG_CACHE_HOME) ? XDG_CACHE_HOME : `${HOME}/.cache`}/ntop`;
  const { real, missing } = nearest(wanted);
  if (missing.length > MOST_MISSING) return { why: `${real}: is no home directory` };
  const why = problemOf(real, missing.length === 0);
  if (why) return { why };
  let folder = real;
  for (const name of missing) {
    folder = `${folder === '/' ? '' : folder}/${name}`;
    mkdirSync(folder, { mode: 0o700 });
  }
  return { folder };
}

// The part of a path that exists, without symbolic links, and the names below it.
function nearest(path) {
  const { realpathSync } = process.getBuiltinModule('node:fs');
  const { basename, dirname } = process.getBuiltinModule('node:path');
  const missing = [];
  for (let there = path; ; there = dirname(there)) {
    try {
      return { real: realpathSync.native(there), missing };
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
      missing.unshift(basename(there));
    }
  }
}

// Others could put something else in the place of a folder if they may write into any above it, but for the sticky
// ones such as /tmp, in which they can't touch what is not theirs.
function problemOf(real, isOwn) {
  const { lstatSync } = process.getBuiltinModule('node:fs');
  const user = process.geteuid();
  for (let end = real.length; end >= 0; end = real.lastIndexOf('/', end - 1)) {
    const path = real.slice(0, end) || '/';
    const found = lstatSync(path);
    const strict = isOwn && path === real;
    if (!found.isDirectory()) return `${path}: is no folder`;
    if (found.uid !== user && (strict || found.uid !== 0)) return `${path}: belongs to another user`;
    if (found.mode & 0o022 && (strict || !(found.mode & 0o1000))) return `${path}: others may write into it`;
    if (end === 0) break;
  }
  return undefined;
}

// Another build, or another Node, finds nothing of use in what was compiled before.
function nameOfBuild() {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const begin = readFileSync(new URL('../dist/ntop.mjs', import.meta.url), 'utf8');
  // The name of the file that it imports has a hash of all that it holds and imports in its turn.
  const [, hash] = /ntop-program-(\w+)\.mjs/.exec(begin) || [];
  return `node${process.versions.node}-${process.arch}-${hash}`;
}

// Before another build is added to the folder.
function removeOldest(folder) {
  const { readdirSync, rmSync, statSync } = process.getBuiltinModule('node:fs');
  const builds = readdirSync(folder).filter((name) => BUILD.test(name));
  const aged = builds.map((name) => ({ path: `${folder}/${name}`, age: -statSync(`${folder}/${name}`).mtimeMs }));
  aged.sort((one, other) => one.age - other.age);
  for (const { path } of aged.slice(MOST_BUILDS - 1)) rmSync(path, { recursive: true, force: true });
}

/**
 * Whether the arguments ask for text. What the first run has compiled is all that is kept, and printing needs little of
 * what the screen does. A wrong guess costs some milliseconds, no more.
 */
export function prints() {
  const words =
    /^(record$|replay$|serve$|-\w*[bhV]|--(batch|completions|csv|default-config|doctor|help|json|man|once|version))/;
  return !process.getBuiltinModule('node:tty').isatty(1) || process.argv.slice(2).some((word) => words.test(word));
}
