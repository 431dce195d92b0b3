// Makes screenshots/*.png and ntop.gif from the built program on a real pseudo terminal: node scripts/screenshots.mjs [name …]
// It runs in a PID and host name space of its own, so that the pictures show a demo load and nothing of this machine.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import { startDemoLoad } from './demo-load.mjs';
import { fetchEncoder, makeGif } from './film.mjs';
import { drawPixels, drawScreen, findFont } from './screen-picture.mjs';

const HARNESS = 'node_modules/.cache/ntop/terminal.mjs';
const INSIDE = 'NTOP_SCREENSHOTS_INSIDE';
const LIMIT_BYTES = 250_000;
const FILM_LIMIT_BYTES = 1_500_000;
/** How long the film shows what follows a key, and a typed character. */
const KEY_MILLISECONDS = 350;
const TYPED_MILLISECONDS = 110;

/** A line a picture. `shows` is waited for, and some frames; then `keys` are pressed one
 * after the other, `typed` goes in as text; `last` is waited for at the end. */
const SHOTS = [
  { name: '80x24', columns: 80, rows: 24, steps: [] },
  { name: '120x40', columns: 120, rows: 40, steps: [] },
  { name: 'wide', columns: 164, rows: 34, frames: 30, steps: [] },
  { name: 'tree', columns: 100, rows: 30, steps: [{ keys: ['t'] }] },
  {
    name: 'filter',
    columns: 100,
    rows: 24,
    steps: [{ keys: ['\\'] }, { typed: 'worker cpu>0' }, { keys: ['enter'] }],
    last: /^ filter worker/,
  },
  { name: 'kill', columns: 80, rows: 24, steps: [{ keys: ['down', 'k'] }], last: /SIGTERM/ },
  { name: 'help', columns: 100, rows: 40, steps: [{ keys: ['f1'] }], last: /^Help/ },
  { name: 'connections', columns: 120, rows: 30, pane: 'net', shows: /:443/, steps: [{ keys: ['down'] }] },
  { name: 'memory', columns: 100, rows: 30, pane: 'mem', steps: [] },
];

/** What the film shows, step by step: keys or typed text, then so many fresh frames, the last for some milliseconds. */
const FILM = [
  { frames: 4, milliseconds: 900 },
  { keys: ['down', 'down', 'down'] },
  { keys: ['t'], frames: 1, milliseconds: 1500 },
  { keys: ['t'] },
  { keys: ['\\'] },
  { typed: 'worker cpu>0', milliseconds: 500 },
  { keys: ['enter'], frames: 2, milliseconds: 1200 },
  { keys: ['escape'] },
  { keys: ['2'], frames: 2, milliseconds: 1500 },
  { keys: ['3'], frames: 1, milliseconds: 1800 },
  { keys: ['1'] },
  { keys: ['down', 'k'], milliseconds: 1800 },
  { keys: ['down'], milliseconds: 300 },
  { keys: ['down'], milliseconds: 900 },
  { keys: ['escape'], milliseconds: 700 },
];

process.chdir(new URL('..', import.meta.url).pathname);
try {
  if (process.env[INSIDE] === undefined) process.exitCode = await runInside();
  else await makePictures((name) => process.argv.length < 3 || process.argv.includes(name));
} catch (error) {
  process.stderr.write(`screenshots: ${error.message}\n`);
  process.exitCode = 1;
}

/** Runs this script again where only the load can be seen. */
async function runInside() {
  findFont();
  fetchEncoder();
  await bundleHarness();
  const map = process.getuid() === 0 ? [] : ['--map-root-user'];
  const script =
    'hostname web-01 && ip link set lo up && echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start && exec "$0" "$@"';
  const inner = ['sh', '-c', script, process.execPath, 'scripts/screenshots.mjs', ...process.argv.slice(2)];
  const { status, error } = spawnSync(
    'unshare',
    [...map, '--fork', '--pid', '--mount-proc', '--uts', '--net', ...inner],
    {
      stdio: 'inherit',
      env: { ...process.env, [INSIDE]: '1' },
    },
  );
  if (error !== undefined) throw new Error(`unshare (util-linux) does not run: ${error.message}`);
  return status ?? 1;
}

/** The tests' terminal, as something that Node runs. */
async function bundleHarness() {
  const options = { bundle: true, format: 'esm', platform: 'node', packages: 'external', logLevel: 'warning' };
  await build({ ...options, entryPoints: ['test/support/terminal.ts'], outfile: HARNESS });
  await stop();
}

async function makePictures(isWanted) {
  const fontFiles = findFont();
  const { openTerminal } = await import(pathToFileURL(HARNESS).href);
  const stopLoad = startDemoLoad();
  mkdirSync('screenshots', { recursive: true });
  try {
    for (const shot of SHOTS.filter(({ name }) => isWanted(name))) await makePicture(shot, openTerminal, fontFiles);
    if (isWanted('film')) await makeFilm(openTerminal, fontFiles);
  } finally {
    stopLoad();
    rmSync(HARNESS);
  }
}

async function makePicture(shot, openTerminal, fontFiles) {
  const { name, columns, rows, pane = 'processes', shows = /image-resizer/, frames = 4, steps, last = shows } = shot;
  const command = { command: 'node', args: ['bin/ntop.js', pane, '--no-config', '--delay', '1'] };
  const session = await openTerminal({ ...command, columns, rows, env: { COLORTERM: 'truecolor' } });
  try {
    // The first figures that are rates need two samples, good ones a few more.
    await session.waitFor((screen) => screen.some((line) => shows.test(line)));
    await hasFreshFrames(session, frames);
    for (const { keys = [], typed = '' } of steps) {
      await session.press(...keys);
      session.type(typed);
      await session.idle();
    }
    await session.waitFor((screen) => screen.some((line) => last.test(line)));
    await session.idle();
    const png = drawScreen({ columns, rows, cell: session.cell }, fontFiles);
    if (png.length > LIMIT_BYTES) throw new Error(`${name}.png is larger than ${LIMIT_BYTES} bytes`);
    writeFileSync(`screenshots/${name}.png`, png);
  } finally {
    await session.press('escape', 'q');
    await session.close();
  }
}

async function makeFilm(openTerminal, fontFiles) {
  const [columns, rows] = [80, 24];
  const command = { command: 'node', args: ['bin/ntop.js', '--no-config', '--delay', '1'] };
  const session = await openTerminal({ ...command, columns, rows, env: { COLORTERM: 'truecolor' } });
  const frames = [];
  const take = (milliseconds) =>
    frames.push({ ...drawPixels({ columns, rows, cell: session.cell }, fontFiles), milliseconds });
  try {
    await session.waitFor((screen) => screen.some((line) => /image-resizer/.test(line)));
    await hasFreshFrames(session, 6);
    for (const step of FILM) await playStep(session, step, take);
    const gif = makeGif(frames);
    if (gif.length > FILM_LIMIT_BYTES) throw new Error(`ntop.gif has ${gif.length} bytes`);
    writeFileSync('screenshots/ntop.gif', gif);
  } finally {
    await session.press('escape', 'q');
    await session.close();
  }
}

/** A frame after each key and each character. */
async function playStep(session, { keys = [], typed = '', frames = 0, milliseconds = KEY_MILLISECONDS }, take) {
  for (const key of keys) {
    await session.press(key);
    await session.idle();
    take(KEY_MILLISECONDS);
  }
  for (const character of typed) {
    session.type(character);
    await session.idle();
    take(TYPED_MILLISECONDS);
  }
  for (let frame = 0; frame < frames; frame++) {
    await hasFreshFrames(session, 1);
    take(milliseconds);
  }
  if (frames === 0) take(milliseconds);
}

/** Waits until the screen has changed some times. */
async function hasFreshFrames(session, count) {
  for (let frame = 0; frame < count; frame++) {
    const before = session.screen().join('\n');
    await session.waitFor((screen) => screen.join('\n') !== before);
    await session.idle();
  }
}
