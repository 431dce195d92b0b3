// Runs an example: npm run example -- netstat. Whatever follows its name is for it.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { bundleExample } from './bundle-example.mjs';

const [name, ...words] = process.argv.slice(2);
const names = readdirSync(new URL('../examples', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
if (!names.includes(name)) {
  console.error(`There are the examples ${names.join(', ')}: npm run example -- ${names[0]}`);
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [await bundleExample(name), ...words], { stdio: 'inherit' });
process.exitCode = status ?? 1;
