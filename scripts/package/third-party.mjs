// The packages of others whose code the bundles hold: their licences, which say that they go wherever the code goes, and a
// bill of materials.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { noDescriptions } from '../beside.mjs';
import { programOptions } from '../bundle-options.mjs';

/** The packages below node_modules that are in a bundle or in the addon, by name. */
export async function bundledPackages() {
  const { metafile } = await build({
    ...programOptions,
    entryPoints: ['src/main.ts', 'src/library/index.ts'],
    plugins: [...programOptions.plugins, noDescriptions],
    outdir: 'dist',
    metafile: true,
    write: false,
  });
  // Its headers are compiled into the addon.
  const folders = new Set(['node_modules/node-addon-api']);
  for (const path of Object.keys(metafile.inputs)) {
    const [folder] = /node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].toSorted().map(describe);
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one));
  return {
    name,
    version,
    license,
    text: file === undefined ? undefined : readFileSync(join(folder, file), 'utf8').trim(),
  };
}

/** One text with the licence of each. */
export async function licenceTexts() {
  const packages = await bundledPackages();
  const parts = packages.map(
    ({ name, version, license, text }) =>
      `${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text ?? `Licence: ${license}`}\n`,
  );
  return `ntop holds code of these packages:\n\n${parts.join('\n')}`;
}

/** CycloneDX, without a time or serial number of its own: two builds are the same. */
export async function billOfMaterials() {
  const { name, version, license } = JSON.parse(readFileSync('package.json', 'utf8'));
  const component = (type, one) => ({
    type,
    'bom-ref': purlOf(one),
    name: one.name,
    version: one.version,
    licenses: [{ license: { id: one.license } }],
    purl: purlOf(one),
  });
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: component('application', { name, version, license }) },
    components: (await bundledPackages()).map((one) => component('library', one)),
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function purlOf({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
