import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const CORE = fileOf('../../build/Release/ntop_core.a');

let folder: string;
let program: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-core-'));
  program = join(folder, 'without-node');
  const compiler = process.env.CXX ?? 'g++';
  execFileSync(compiler, ['-std=c++17', '-O0', fileOf('./without-node.cc'), CORE, '-pthread', '-o', program]);
});

afterAll(() => rmSync(folder, { recursive: true }));

it('a C++ program without Node finds itself, its port, and ends a process by its identity', async () => {
  const victim = spawn('sleep', ['600']);
  const ended = once(victim, 'exit');
  const child = spawn(program, [String(victim.pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const text of child.stdout.setEncoding('utf8')) output += text;
  expect(output).toBe(`process ${child.pid} ${process.pid} without-node\nport own\nsignalled 0\n`);
  expect(await ended).toEqual([null, 'SIGKILL']);
});

it('nothing of the library asks for Node', () => {
  const undefinedNames = execFileSync('nm', ['--undefined-only', CORE], { encoding: 'utf8', maxBuffer: 1e8 });
  expect(undefinedNames).toContain(' U read');
  expect(undefinedNames).not.toMatch(/ U _?(napi|node)_/);
});
