// All TCP sockets with their owners: ntop's probe beside ss, netstat, lsof and psutil: npm run bench:net -- --help
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundleProbe } from './bundle-probe.mjs';
import { compile, temporaryFolder } from './compile.mjs';
import { startHelper } from './lines.mjs';
import { nodeVersion } from './machine.mjs';
import { netMarkdown } from './net-report.mjs';
import { readOptions } from './options.mjs';
import { describeRun, saveResults } from './results.mjs';
import { runBench, say, sayMissing } from './start.mjs';
import { measureInTurns } from './turns.mjs';

const HOLDERS = 10;

const options = readOptions({
  title: "npm run bench:net -- [options]: TCP sockets with owners, by ntop's probe, ss, netstat, lsof and psutil",
  defaults: { sockets: '100,1000,10000', rounds: '9' },
});
await runBench(main);

async function main() {
  const program = compile('sockets.c', temporaryFolder(), 'sockets');
  const { contenders, missing } = await findContenders();
  sayMissing(missing, { counts: false });
  const cells = [];
  for (const sockets of options.sockets) {
    say(`${sockets} sockets`);
    const load = startHelper(program, [`sockets=${sockets}`, `processes=${HOLDERS}`]);
    const open = Number((await load.answer()).split(' ')[1]);
    const results = await measureInTurns(contenders, { rounds: options.rounds, least: open });
    const alive = await load.ask('check');
    if (alive !== `alive ${HOLDERS}`) throw new Error(`bench: the load says ${alive}`);
    await load.stop();
    cells.push({ sockets, results });
  }
  const results = {
    ...describeRun('ntop-bench-net/1', options.node),
    holders: HOLDERS,
    contenders: contenders.map(({ name, version }) => ({ name, version })),
    missing,
    cells,
  };
  const files = { suffix: '-net', latest: 'latest-net.md' };
  const keyOf = (cell) => cell.sockets;
  saveResults(results, { folder: options.output, ...files, keyOf, toMarkdown: netMarkdown });
}

/** A line a contender: what samples, what shows that it is there, and how it can be had. */
async function findContenders() {
  const path = (name) => fileURLToPath(new URL(`samplers/${name}`, import.meta.url));
  const ours = [options.node, path('sockets.mjs'), await bundleProbe('sockets')];
  const command = (...words) => ['python3', path('command.py'), ...words];
  const python = ['python3', '/usr/bin/python3'].find((one) => firstLine(one, '-c', 'import psutil') !== undefined);
  const all = [
    { name: 'ntop', run: ours, version: nodeVersion(options.node), whole: true },
    { name: 'ntop, listening', run: [...ours, 'listening'], version: nodeVersion(options.node) },
    { name: 'ss -tanp', run: command('ss', '-tanp'), version: firstLine('ss', '-V'), install: 'iproute2', whole: true },
    {
      name: 'netstat -tanp',
      run: command('netstat', '-tanp'),
      version: firstLine('netstat', '-V'),
      install: 'net-tools',
    },
    { name: 'lsof -nPiTCP', run: command('lsof', '-nPiTCP'), version: firstLine('lsof', '-v'), install: 'lsof' },
    { name: 'psutil', run: [python, path('sockets.py')], version: python, install: 'python3-psutil', whole: true },
  ].filter(({ name }) => options.only === undefined || options.only.includes(name));
  return {
    contenders: all.filter(({ version }) => version !== undefined),
    missing: all.flatMap(({ name, version, install }) =>
      version === undefined ? [{ name, install: `apt install ${install}` }] : [],
    ),
  };
}

/** The first line of a program's output, undefined if it is not installed. */
function firstLine(program, ...words) {
  const { stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (error !== undefined || /No module/.test(stderr)) return undefined;
  return `${stdout}${stderr}`.trim().split('\n')[0] || program;
}
