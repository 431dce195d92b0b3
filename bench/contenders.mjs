import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NTOP = fileURLToPath(new URL('../bin/ntop.js', import.meta.url));
const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url));

/** The position that a cursor key moves, as a value that does not change with the figures. */
const BAR = (terminal) => barsOf(terminal.rows()).join();
const SCROLLED = (terminal) => /scroll coordinates: y = (\d+)/.exec(screenOf(terminal))?.[1];
const POINTER = (terminal) => terminal.rows().findIndex((line) => / >\d/.test(line.translateToString(true)));

/**
 * A line a contender: how to run it at one refresh a second, what a cursor key moves, the key to press once before,
 * and where to get it. `floor` is a bare Node program that writes a frame: no program on Node can do better.
 */
const CONTENDERS = [
  { name: 'ntop', run: ({ node, ntop = NTOP }) => [node, ntop, '--no-config', '--delay', '1'], moved: BAR },
  { name: 'floor', run: ({ node }) => [node, FLOOR], moved: BAR, floor: true },
  { name: 'htop', run: () => ['htop', '-d', '10'], moved: BAR, package: 'htop' },
  { name: 'btop', run: () => ['btop', '--utf-force'], moved: BAR, package: 'btop' },
  { name: 'top', run: () => ['top', '-d', '1'], moved: SCROLLED, first: 'C', package: 'procps' },
  {
    name: 'glances',
    run: () => ['glances', '-t', '1', '--disable-check-update'],
    moved: POINTER,
    package: 'glances',
  },
];

/** The wanted contenders that are installed, with their versions, and those that are not. */
export function findContenders({ only, node, ntop }) {
  const unknown = only?.find((name) => !CONTENDERS.some((each) => each.name === name));
  if (unknown !== undefined) throw new Error(`bench: ${unknown} is none of ${CONTENDERS.map(({ name }) => name)}`);
  const wanted = CONTENDERS.filter(({ name }) => only === undefined || only.includes(name));
  const all = wanted.map((contender) => {
    const [command, ...args] = contender.run({ node, ntop });
    return { ...contender, command, args, version: versionOf(contender, command, args) };
  });
  return {
    contenders: all.filter(({ version }) => version !== undefined),
    missing: all
      .filter(({ version }) => version === undefined)
      .map(({ name, package: wanted }) => ({ name, install: `apt install ${wanted}` })),
  };
}

/** A clean environment, with a home that holds one settings file: btop takes its period from nowhere else. */
export function makeEnvironment(folder) {
  const config = join(folder, 'config');
  mkdirSync(join(config, 'btop'), { recursive: true });
  writeFileSync(join(config, 'btop', 'btop.conf'), 'update_ms = 1000\n');
  const { PATH, USER } = process.env;
  return {
    PATH,
    ...(USER !== undefined && { USER }),
    HOME: folder,
    TMPDIR: folder,
    XDG_CONFIG_HOME: config,
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_DATA_HOME: join(folder, 'data'),
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
  };
}

/** At least one process of the load is on the screen. */
export function showsProcesses(terminal) {
  return screenOf(terminal).includes('crowd');
}

function screenOf(terminal) {
  return terminal
    .rows()
    .map((line) => line.translateToString(true))
    .join('\n');
}

function versionOf({ name, floor }, command, args) {
  const argv = name === 'ntop' ? [args[0], '--version'] : [name === 'top' ? '-V' : '--version'];
  const { status, stdout } = spawnSync(command, argv, { encoding: 'utf8' });
  if (status !== 0) return undefined;
  return floor ? `Node ${stdout.trim()}` : (/\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? '?');
}

/** The rows of which a quarter looks otherwise than the screen: more than a mark, less than the narrowest list. */
function barsOf(lines) {
  const grounds = lines.map(groundsOf);
  const most = mostOf(grounds.flat());
  return grounds.flatMap((row, at) => (row.filter((ground) => ground !== most).length > row.length / 4 ? [at] : []));
}

/** Of every second cell, for that is enough. */
function groundsOf(line) {
  const cells = Array.from({ length: Math.floor(line.length / 2) }, (_, at) => line.getCell(at * 2));
  return cells.map((cell) => `${cell.getBgColorMode()} ${cell.getBgColor()} ${cell.isInverse()}`);
}

function mostOf(texts) {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}
