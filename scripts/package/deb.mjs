// A Debian package of the single file with its man page and completions, by dpkg-deb alone.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { manifest, printed } from './stage.mjs';
import { licenceTexts } from './third-party.mjs';

/** Of Debian 11; its newest symbols of libstdc++ are these. */
const LIBSTDCXX = { package: 'libstdc++6 (>= 10)', newest: 28 };

const COMPLETIONS = {
  bash: 'usr/share/bash-completion/completions/ntop',
  zsh: 'usr/share/zsh/vendor-completions/_ntop',
  fish: 'usr/share/fish/vendor_completions.d/ntop.fish',
};

/** Switched off until the machine's administrator enables them. */
const UNITS = ['ntop-record.service', 'ntop-serve.service'];

/** What Node brings with it, whoever packs it. */
const OVERRIDES = ['embedded-library', 'hardening-no-fortify-functions', 'hardening-no-bindnow', 'hardening-no-pie'];

/** Makes the package of the executable `single` as `file`; undefined, or one sentence why it can't be made here. */
export async function makeDeb({ debian, single, nodeLicence, file }) {
  if (spawnSync('dpkg-deb', ['--version']).status !== 0) return 'dpkg-deb does not run';
  const folder = mkdtempSync(join(tmpdir(), 'ntop-deb-'));
  try {
    await layOut(folder, { debian, single, nodeLicence });
    setTimes(folder);
    const args = ['--root-owner-group', '-Zxz', '--build', folder, file];
    execFileSync('dpkg-deb', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
  return undefined;
}

async function layOut(folder, { debian, single, nodeLicence }) {
  const { name } = manifest();
  const put = (path, content) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  put('usr/bin/ntop', '');
  copyFileSync(single, join(folder, 'usr/bin/ntop'));
  put('usr/share/man/man1/ntop.1.gz', packed(printed('--man')));
  for (const [shell, path] of Object.entries(COMPLETIONS)) put(path, printed('--completions', shell));
  for (const unit of UNITS) put(`usr/lib/systemd/system/${unit}`, readFileSync(`contrib/${unit}`, 'utf8'));
  for (const file of readdirSync('contrib/prometheus'))
    put(`usr/share/doc/${name}/examples/prometheus/${file}`, readFileSync(`contrib/prometheus/${file}`, 'utf8'));
  put(`usr/share/doc/${name}/copyright`, copyright());
  put(`usr/share/doc/${name}/third-party.gz`, packed(`${nodeLicence}\n${await licenceTexts()}`));
  put(`usr/share/doc/${name}/changelog.gz`, packed(changelog()));
  put(`usr/share/lintian/overrides/${name}`, OVERRIDES.map((tag) => `${name}: ${tag} *\n`).join(''));
  const installedKib = Math.ceil(treeSize(join(folder, 'usr')) / 1024);
  put('DEBIAN/control', control(debian, installedKib, libcOf(single)));
  put('DEBIAN/md5sums', md5sums(folder));
}

function control(debian, installedKib, libc) {
  const { name, version, description } = manifest();
  return `Package: ${name}
Version: ${version}
Architecture: ${debian}
Maintainer: the ntop authors <${name}@packages.invalid>
Installed-Size: ${installedKib}
Depends: libc6 (>= ${libc}), ${LIBSTDCXX.package}, libgcc-s1, libatomic1
Section: admin
Priority: optional
Description: interactive terminal monitor for processes, sockets and memory
 ${wrapped(description)}
 .
 It shows the processes of a machine, every connection with its owner and
 traffic, the memory and the logins, and acts on them: sort, filter, follow,
 signal, renice, hang up. It is one executable file with Node.js inside.
`;
}

function wrapped(text) {
  return text
    .replace(/(.{1,76})(?: |$)/g, '$1\n ')
    .trim()
    .concat('.');
}

/** The newest version of glibc that the executable asks for. */
function libcOf(single) {
  const { stdout } = spawnSync('readelf', ['--version-info', '--wide', single], { encoding: 'utf8', maxBuffer: 1e8 });
  const newest = (name) =>
    Math.max(...[...stdout.matchAll(new RegExp(`Name: ${name}\\.(\\d+)`, 'g'))].map(([, one]) => Number(one)));
  if (newest('GLIBCXX_3\\.4') > LIBSTDCXX.newest)
    throw new Error(`${single} needs a newer libstdc++ than Debian 11 has`);
  return `2.${newest('GLIBC_2')}`;
}

function copyright() {
  const licence = readFileSync('LICENSE', 'utf8').trim();
  const indented = licence.split('\n').map((line) => (line.trim() === '' ? ' .' : ` ${line}`));
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2026 the ntop authors
License: Expat
${indented.join('\n')}
Comment:
 The executable holds Node.js and packages of others: third-party.gz beside
 this file has their notices.
`;
}

/** Debian's form of it, with the time of the commit. */
function changelog() {
  const { name, version } = manifest();
  const time = new Date(Number(process.env.SOURCE_DATE_EPOCH) * 1000).toUTCString().replace('GMT', '+0000');
  return `${name} (${version}) unstable; urgency=medium

  * Release ${version}: see CHANGELOG.md of the source.

 -- the ntop authors <${name}@packages.invalid>  ${time}
`;
}

/** Without a time, and as small as it gets, as Debian asks. */
function packed(text) {
  return gzipSync(text, { level: 9 });
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).toSorted();
}

function treeSize(folder) {
  return filesBelow(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function md5sums(folder) {
  const files = filesBelow(folder).filter((name) => name.startsWith('usr/') && statSync(join(folder, name)).isFile());
  return execFileSync('md5sum', files, { cwd: folder, encoding: 'utf8' });
}

/** Folders and files as everybody may read them, and of the time of the commit. */
function setTimes(folder) {
  const time = Number(process.env.SOURCE_DATE_EPOCH);
  for (const name of [...filesBelow(folder), '.']) {
    const path = join(folder, name);
    chmodSync(path, statSync(path).isDirectory() || name === 'usr/bin/ntop' ? 0o755 : 0o644);
    utimesSync(path, time, time);
  }
}
