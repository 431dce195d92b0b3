import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram, TARGETS } from '../../scripts/package/prebuilds.mjs';
import { makeFolder } from '../support/installed.js';

/** Where `npm run package` leaves probes and their objects. */
const PROBES = 'build/prebuilds';

const MADE = TARGETS.filter(({ name, libc }) => libc === 'musl' && readdirSync(PROBES).includes(`${name}.node`));

// The registry has no Node for musl: the probe is loaded by Debian's musl with an empty Node-API, and the same objects
// without Node's door read and act for real.
describe.each(MADE)('$name under musl, in an emulator if it is of another CPU', (target) => {
  const emulator = process.arch === (target.cpu === 'x86_64' ? 'x64' : 'arm64') ? [] : [`qemu-${target.cpu}`];

  it('loads: every symbol is there, and its registration runs', () => {
    const folder = makeFolder();
    const addon = join(PROBES, `${target.name}.node`);
    const names = execFileSync('nm', ['-D', '--undefined-only', addon], { encoding: 'utf8' });
    const stubs = [...names.matchAll(/ U (napi_\w+|node_api_\w+|uv_\w+)/g)].map(
      ([, one]) => `int ${one}() { return 0; }`,
    );
    expect(stubs.length).toBeGreaterThan(30);
    const source = join(folder, 'host.cc');
    writeFileSync(source, `#include <dlfcn.h>\n#include <stdio.h>\nextern "C" {\n${stubs.join('\n')}\n}\n${MAIN}`);
    const host = buildProgram(target, source, PROBES, ['-rdynamic']);
    const [command = '', ...args] = [...emulator, host, addon];
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'registered\n', stderr: '' });
  });

  it('reads processes and sockets, and ends a process by its identity', async () => {
    const program = buildProgram(target, 'test/native/without-node.cc', PROBES);
    const victim = spawn('sleep', ['600']);
    const ended = once(victim, 'exit');
    const [command = '', ...args] = [...emulator, program, String(victim.pid)];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    for await (const text of child.stdout.setEncoding('utf8')) output += text;
    expect(output).toMatch(new RegExp(`^process ${child.pid} ${process.pid} .*\\nport own\\nsignalled 0\\n$`));
    expect(await ended).toEqual([null, 'SIGKILL']);
  });
});

const MAIN = `
int main(int, char** arguments) {
  void* addon = dlopen(arguments[1], RTLD_NOW);
  if (addon == nullptr) return fprintf(stderr, "%s\\n", dlerror()), 1;
  int nothing = 0;
  using Register = void* (*)(void*, void*);
  reinterpret_cast<Register>(dlsym(addon, "napi_register_module_v1"))(&nothing, &nothing);
  puts("registered");
}
`;
