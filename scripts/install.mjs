// Builds the native probe, or says in one sentence what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const tools = { python3: ['python3'], make: ['make'], 'a C++ compiler': [process.env.CXX ?? 'g++', 'c++', 'clang++'] };
const missing = Object.keys(tools).filter((tool) => !tools[tool].some((command) => runs(command)));

if (missing.length > 0) {
  console.error(
    `ntop: to build its native probe it needs ${missing.join(' and ')}: sudo apt install python3 make g++ (Debian, Ubuntu), sudo dnf install python3 make gcc-c++ (Fedora)`,
  );
  process.exit(1);
}

const built = spawnSync('node-gyp', ['configure', 'build', '--silent', ...nodeHeaders()], {
  encoding: 'utf8',
  shell: true,
});
if (built.status !== 0) {
  console.error(`${built.stdout}${built.stderr}\nntop: its native probe could not be built; what is above says why`);
  process.exit(1);
}

function runs(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore', shell: true }).status === 0;
}

/** The headers that came with this Node, which need no download. */
function nodeHeaders() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}
