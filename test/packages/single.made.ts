import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openNtop } from '../support/e2e.js';
import { makeFolder } from '../support/installed.js';
import { madeFile } from './made.js';

const OTHER = process.arch === 'x64' ? 'arm64' : 'x64';
const LARGEST_MEGABYTES = 40;

/** Unpacked, in a folder with nothing else, for an environment without Node. */
let file: string;
const env = { PATH: '/nonexistent', LANG: 'C.UTF-8', HOME: '/nonexistent' };

beforeAll(() => {
  file = unpacked(process.arch);
});

function unpacked(arch: string): string {
  const to = join(makeFolder(), 'ntop');
  execFileSync('sh', ['-c', 'xz -dc "$0" > "$1" && chmod 755 "$1"', madeFile(new RegExp(`linux-${arch}\\.xz$`)), to]);
  return to;
}

it('is small enough to be fetched', () => {
  for (const arch of [process.arch, OTHER]) {
    expect(statSync(madeFile(new RegExp(`linux-${arch}\\.xz$`))).size / 1e6).toBeLessThan(LARGEST_MEGABYTES);
  }
});

it('prints without Node, and starts in the time that it says here', () => {
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now();
    const { status, stdout, stderr } = spawnSync(file, ['--once'], { env, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/PID .*COMMAND/);
    return performance.now() - began;
  });
  console.log(`--once: ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
});

it('says that it is one file', () => {
  expect(execFileSync(file, ['--version'], { env, encoding: 'utf8' })).toMatch(
    /^ntop \d.*\n.*\nNode\.js .*, in one file\nprobe \d/,
  );
});

it('draws its screen, opens pages and dialogs, and ends', async () => {
  const session = await openNtop(['--no-config'], { command: file, env });
  await session.waitFor(/processes, CPU/);
  await session.press('f1');
  await session.waitFor(/Help/);
  await session.press('escape', '2');
  await session.waitFor(/STATE/);
  await session.press('4');
  await session.waitFor(/LOGIN/);
  await session.press('q');
  expect(await session.exit).toEqual({ code: 0, signal: 0 });
});

it('leaves no file behind, and loads its probe where /tmp runs nothing', () => {
  const folder = makeFolder();
  const script = 'mount -t tmpfs -o noexec none "$0" && TMPDIR="$0" "$1" --version && ls -A "$0"';
  const inner = ['sh', '-c', script, folder, file];
  const told = spawnSync('unshare', ['--user', '--map-root-user', '--mount', ...inner], { encoding: 'utf8' });
  expect(told.stderr).toBe('');
  expect(told.stdout).toMatch(/\nprobe \d.*\nLinux .*\n$/);
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync('/nonexistent')).toBe(false);
});

it(`runs on ${OTHER} in an emulator`, () => {
  const cpu = OTHER === 'arm64' ? 'aarch64' : 'x86_64';
  const { stdout } = spawnSync(`qemu-${cpu}`, ['-L', `/usr/${cpu}-linux-gnu`, unpacked(OTHER), '--version'], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(new RegExp(`^ntop .*\\n.*\\nNode\\.js .* ${OTHER}, in one file\\nprobe \\d`));
});

it('is listed with its checksum', () => {
  const sums = readFileSync('packages/SHA256SUMS', 'utf8');
  for (const name of readdirSync('packages')) if (name !== 'SHA256SUMS') expect(sums).toContain(`  ${name}\n`);
  expect(spawnSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: 'packages' }).status).toBe(0);
});
