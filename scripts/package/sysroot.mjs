// The headers and libraries of an older Debian, for building programs that run there: fetched with this machine's apt, from
// where it gets its own packages, and unpacked into a folder that is kept. Nothing is installed.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** glibc 2.31 and musl 1.2.2; what is built with them asks for less. */
const RELEASE = 'bullseye';
const PACKAGES = ['libc6', 'libc6-dev', 'linux-libc-dev', 'musl', 'musl-dev'];

/** The folder for a Debian architecture, or one sentence why there is none. */
export function sysrootFor(architecture) {
  const folder = resolve('node_modules/.cache/ntop/sysroots', `${RELEASE}-${architecture}`);
  if (existsSync(folder)) return { folder };
  const site = run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Origin: Debian', 'Component: main']);
  const from = site.stdout?.split('\n')[0];
  if (!from) return { missing: 'the packages of an older Debian are needed, and apt has no Debian to get them from' };
  const work = `${folder}.${process.pid}`;
  try {
    fetchPackages(work, from, architecture);
    renameSync(join(work, 'root'), folder);
    return { folder };
  } catch (error) {
    return { missing: `the packages of an older Debian could not be fetched: ${error.message}` };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function fetchPackages(work, site, architecture) {
  for (const name of ['lists/partial', 'archives/partial', 'packages', 'root'])
    mkdirSync(join(work, name), { recursive: true });
  writeFileSync(join(work, 'sources.list'), `deb ${site} ${RELEASE} main\n`);
  writeFileSync(join(work, 'status'), '');
  const settings = {
    'Dir::State': work,
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': work,
    'Dir::Etc::SourceList': join(work, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'APT::Sandbox::User': 'root',
    'APT::Architectures::': architecture,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  must('apt-get', [...options, 'update', '-qq'], work);
  const names = PACKAGES.map((name) => `${name}:${architecture}`);
  must('apt-get', [...options, 'download', '-qq', ...names], join(work, 'packages'));
  for (const name of readdirSync(join(work, 'packages'))) {
    must('dpkg-deb', ['-x', join('packages', name), 'root'], work);
  }
  makeLinksRelative(join(work, 'root'));
}

/** Links that lead to / would end in this machine's own libraries. */
function makeLinksRelative(root) {
  for (const name of readdirSync(root, { recursive: true })) {
    const path = join(root, name);
    if (!lstatSync(path).isSymbolicLink()) continue;
    const target = readlinkSync(path);
    if (!target.startsWith('/')) continue;
    rmSync(path);
    symlinkSync(relative(dirname(path), join(root, target)), path);
  }
}

function must(command, args, cwd) {
  const { status, stderr, error } = run(command, args, cwd);
  if (status !== 0) throw new Error((stderr ?? error?.message ?? command).trim().split('\n')[0]);
}

function run(command, args, cwd) {
  return spawnSync(command, args, { encoding: 'utf8', cwd });
}
