import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { atEnd } from '../support/endings.js';

/** Ends the process that is meant right at the call, and gives its PID to another where the system allows that. */
const STUB = `
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" int setpriority(__priority_which_t which, id_t who, int nice) noexcept {
  pid_t pid = static_cast<pid_t>(who);
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  uint64_t arguments[10] = {};
  arguments[4] = SIGCHLD;
  arguments[8] = reinterpret_cast<uintptr_t>(&pid);
  arguments[9] = 1;
  const long made = syscall(435, arguments, sizeof arguments);
  if (made == 0) for (;;) pause();
  setenv("SUCCESSOR", made == pid ? "yes" : "no", 1);
  const int done = reinterpret_cast<int (*)(int, id_t, int)>(dlsym(RTLD_NEXT, "setpriority"))(which, who, nice);
  if (made == pid) kill(pid, SIGKILL), waitpid(pid, nullptr, 0);
  return done;
}
`;

const PROGRAM = `
const { spawn } = require('node:child_process');
const { Process } = require(process.argv[1]);
const child = spawn('sleep', ['600'], { env: {} });
child.once('spawn', () => {
  const it = new Process(child.pid);
  let told;
  try {
    it.nice(7);
  } catch ({ name, code, message }) {
    told = { name, code, message: message.replace(/\\d+/, 'N') };
  }
  console.log(JSON.stringify({ successor: process.env.SUCCESSOR, told, running: it.isRunning() }));
  process.exit();
});
`;

it('says that a setter may have met the successor of a process that ended at that moment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-strayed-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'stub.cc'), STUB);
  execFileSync('g++', ['-shared', '-fPIC', '-o', join(folder, 'stub.so'), join(folder, 'stub.cc'), '-ldl']);
  // A path in LD_PRELOAD would end at a blank.
  const env = { ...process.env, LD_PRELOAD: 'stub.so', LD_LIBRARY_PATH: folder };
  const library = join(import.meta.dirname, '../../dist/library.cjs');
  const output = execFileSync(process.execPath, ['-e', PROGRAM, library], { env, encoding: 'utf8' });
  const { successor, told, running } = JSON.parse(output);
  const strayed = {
    code: 'ERR_MAY_HAVE_STRAYED',
    message: 'process ended meanwhile; the change may have been applied to its successor PID (pid=N)',
  };
  expect(told).toMatchObject({ name: 'NoSuchProcess', ...(successor === 'yes' && strayed) });
  expect(running).toBe(false);
});
