import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { makeFolder } from '../support/installed.js';
import { madeFile } from './made.js';

const DEBIAN = process.arch === 'x64' ? 'amd64' : process.arch;
const NEEDED = ['libstdc++6', 'libatomic1', 'libgcc-s1'];
const deb = () => madeFile(new RegExp(`_${DEBIAN}\\.deb$`));

/** A Debian with nothing but its base and what the package depends on; kept packed between runs. */
let root: string;

beforeAll(() => {
  root = join(makeFolder(), 'root');
  mkdirSync(root);
  execFileSync('tar', ['-xf', cleanDebian(), '-C', root]);
});

function cleanDebian(): string {
  const file = resolve('node_modules/.cache/ntop/debian.tar');
  if (existsSync(file)) return file;
  const work = join(makeFolder(), 'debian');
  const site = execFileSync(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI)', 'Origin: Debian', 'Component: main'],
    {
      encoding: 'utf8',
    },
  ).split('\n')[0];
  const options = ['--variant=minbase', `--include=${NEEDED.join(',')}`];
  execFileSync('debootstrap', [...options, 'bookworm', work, site ?? ''], { stdio: ['ignore', 'ignore', 'inherit'] });
  mkdirSync(resolve(file, '..'), { recursive: true });
  execFileSync('tar', ['-cf', `${file}.making`, '-C', work, '.']);
  renameSync(`${file}.making`, file);
  rmSync(work, { recursive: true });
  return file;
}

/** A command in there, with its own processes and /proc. */
function inside(...command: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const script = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"';
  const args = ['--mount', '--pid', '--fork', 'sh', '-c', script, root, ...command];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };
  return spawnSync('unshare', args, { encoding: 'utf8', env });
}

it('has no errors that lintian finds', () => {
  const { stdout } = spawnSync('lintian', ['--tag-display-limit', '0', '--allow-root', deb()], { encoding: 'utf8' });
  expect(stdout.split('\n').filter((line) => line.startsWith('E:'))).toEqual([]);
});

it('is installed, runs and is removed in a clean Debian', () => {
  copyFileSync(deb(), join(root, 'ntop.deb'));
  expect(inside('dpkg', '--install', '/ntop.deb')).toMatchObject({ status: 0, stderr: '' });
  const printed = inside('ntop', '--once', '--no-config');
  expect(printed).toMatchObject({ status: 0, stderr: '' });
  expect(printed.stdout).toMatch(/PID .*COMMAND/);
  const files = inside('dpkg', '--listfiles', 'ntop-monitor').stdout;
  const shells = [
    'bash-completion/completions/ntop',
    'zsh/vendor-completions/_ntop',
    'fish/vendor_completions.d/ntop.fish',
  ];
  const examples = ['dashboard.json', 'rules.yml', 'scrape.yml'].map((file) => `prometheus/${file}`);
  for (const unit of ['record', 'serve']) expect(files).toContain(`/usr/lib/systemd/system/ntop-${unit}.service\n`);
  for (const file of examples) expect(files).toContain(`/usr/share/doc/ntop-monitor/examples/${file}\n`);
  for (const file of ['man/man1/ntop.1.gz', ...shells]) expect(files).toContain(`/usr/share/${file}\n`);
  expect(inside('dpkg', '--purge', 'ntop-monitor')).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(join(root, 'usr/bin/ntop'))).toBe(false);
  expect(existsSync(join(root, 'usr/share/doc/ntop-monitor'))).toBe(false);
});
