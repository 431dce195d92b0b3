// Makes what a release consists of, in packages/: npm run package. What can't be made on this machine is left out, with a
// sentence. Two builds of one commit give the same bytes.
//   node scripts/package.mjs [npm | single | deb …]
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDeb } from './package/deb.mjs';
import { buildHelper, buildPrebuild, helperName, TARGETS } from './package/prebuilds.mjs';
import { makeSingleFile, nodeLicence } from './package/single-file.mjs';
import { manifest, stagePackage } from './package/stage.mjs';
import { billOfMaterials } from './package/third-party.mjs';

const OUTPUT = 'packages';
const PROBES = 'build/prebuilds';
const SINGLE = 'build/single';

process.chdir(new URL('..', import.meta.url).pathname);
const wanted = process.argv.slice(2);
const makers = { npm: makeTarball, single: makeSingleFiles, deb: makeDebs };
const unknown = wanted.filter((name) => !(name in makers));
if (unknown.length > 0) {
  process.stderr.write(`package: there is no ${unknown.join(', ')}, only ${Object.keys(makers).join(', ')}\n`);
  process.exit(2);
}

process.env.SOURCE_DATE_EPOCH ??= timeOfCommit();
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
if (wanted.length === 0) for (const made of [OUTPUT, SINGLE]) rmSync(made, { recursive: true, force: true });
mkdirSync(OUTPUT, { recursive: true });
const probes = await makeProbes();
const helpers = await makeHelpers();
for (const [name, make] of Object.entries(makers)) if (wanted.length === 0 || wanted.includes(name)) await make();
writeFileSync(join(OUTPUT, 'sbom.cdx.json'), await billOfMaterials());
writeChecksums();

/** The files of the probes by name. */
async function makeProbes() {
  const made = {};
  for (const target of TARGETS) {
    const missing = await buildPrebuild(target, PROBES);
    if (missing === undefined) made[target.name] = join(PROBES, `${target.name}.node`);
    else leaveOut(`the probe for ${target.name}`, missing);
  }
  return made;
}

/** The files of the helpers for other machines by name; they have musl in them, and so run with any C library. */
async function makeHelpers() {
  const made = {};
  for (const target of TARGETS.filter(({ libc }) => libc === 'musl')) {
    const missing = await buildHelper(target, PROBES);
    const name = helperName(target);
    if (missing === undefined) made[name] = join(PROBES, name);
    else leaveOut(`the helper ${name}`, missing);
  }
  return made;
}

async function makeTarball() {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-stage-'));
  try {
    await stagePackage(folder, probes, helpers);
    const { name, version } = manifest();
    for (const old of readdirSync(OUTPUT).filter((file) => file.endsWith('.tgz'))) rmSync(join(OUTPUT, old));
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', join(process.cwd(), OUTPUT)], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    say(`${name}-${version}.tgz`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The probes of machines that Node has a release for. */
function singleTargets() {
  return TARGETS.filter(({ libc }) => libc === 'glibc').map((target) => {
    const arch = target.name.replace('linux-', '');
    return { ...target, arch, file: join(SINGLE, `ntop-${arch}`), probe: probes[target.name] };
  });
}

/** The executables and, compressed, the files to hand out. */
async function makeSingleFiles() {
  const { version } = manifest();
  for (const { name, arch, cpu, probe, file } of singleTargets()) {
    const missing =
      probe === undefined ? 'there is no probe for it' : await makeSingleFile({ arch, cpu, probe, helpers, file });
    if (missing !== undefined) {
      leaveOut(`the single file for ${name}`, missing);
      continue;
    }
    compress(file, `ntop-${version}-${name}.xz`);
  }
}

function compress(file, name) {
  const output = openSync(join(OUTPUT, name), 'w');
  const { status, error } = spawnSync('xz', ['-9', '--threads=1', '--stdout', file], {
    stdio: ['ignore', output, 'inherit'],
  });
  closeSync(output);
  if (status !== 0) throw new Error(`xz failed: ${error?.message ?? status}`);
  say(name);
}

async function makeDebs() {
  const { name, version } = manifest();
  for (const { arch, debian, file } of singleTargets()) {
    const single = existsSync(file) ? undefined : 'there is no single file for it';
    const deb = `${name}_${version}_${debian}.deb`;
    const missing =
      single ?? (await makeDeb({ debian, single: file, nodeLicence: nodeLicence(arch), file: join(OUTPUT, deb) }));
    if (missing === undefined) say(deb);
    else leaveOut(`the Debian package for ${debian}`, missing);
  }
}

/** What sha256sum -c reads. */
function writeChecksums() {
  const files = readdirSync(OUTPUT)
    .filter((name) => name !== 'SHA256SUMS')
    .toSorted();
  const sums = files.map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(OUTPUT, name)))
        .digest('hex')}  ${name}\n`,
  );
  writeFileSync(join(OUTPUT, 'SHA256SUMS'), sums.join(''));
}

function timeOfCommit() {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '0';
}

function say(name) {
  const file = join(OUTPUT, name);
  if (!existsSync(file)) throw new Error(`${file} was not made`);
  process.stdout.write(`${file}: ${(statSync(file).size / 1e6).toFixed(2)} MB\n`);
}

function leaveOut(what, why) {
  process.stdout.write(`${what} is left out: ${why}\n`);
}
