// Which room may import which, in one table: the rooms of src and, within src/model, its layers. Run as a program it checks all
// of src and ends with what is wrong.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';

/** The rooms of src/model and what they hold, ground first. A room imports only rooms of layers below its own. */
const MODEL_LAYERS = [
  {
    text: 'safe text, units, lines, bars, graphs, glyphs',
    machine: 'one reading of the machine as plain data, and the interfaces to read and act',
  },
  {
    sample: 'rates from counters; history; the rows, sums and owners of one sample',
    codec: 'encodes and decodes snapshots',
    oom: 'kills for memory: what is kept of the minutes before, and the story of each',
  },
  { timeline: 'the past: what times mean, the steps from one sample to the next as bytes, the last minutes' },
  { list: 'the kinds of columns, panes, conditions and commands; rows, order, tree, search' },
  { filter: 'the filter language' },
  { processes: 'the processes: columns, pane, command lines, signals, targets' },
  { waits: 'which tasks wait for what: columns, list, causes, the load taken apart' },
  {
    connections: 'the connections: columns, pane, interfaces',
    memory: 'the memory: columns, pane, groups, growth, footprints',
    groups: 'the control groups: columns, pane, their processes, states of units',
    sessions: 'the logins: columns, pane, how sources and processes are joined',
    sensors: 'temperatures, fans, power, batteries, frequencies: columns, list, what the meters show',
    disks: 'the block devices, file systems, and what is behind them: columns, panes',
  },
  {
    ports: 'watched ports and their events',
    metrics: 'what is exported to Prometheus: families, programs and groups added up, the texts',
  },
  { events: 'what happened to processes, ports and logins: columns, list, notices' },
  { panes: 'the one table of panes' },
  { keys: 'the keymap', header: 'the meters above the list' },
  { state: 'open dialogs, selection, typed text; settings; needs; layout' },
  { pages: 'detail, help, results' },
  { update: 'messages and commands → state and effects' },
  { view: 'state → lines' },
];

const NODE = 'node:*';

/**
 * The rooms of src and what they hold; what of src each may import, and which packages. A room of the model alone is
 * named `model/text`.
 */
const ROOMS = {
  version: { holds: 'the version', imports: [], packages: [] },
  model: { holds: 'the state and logic of ntop, without I/O', imports: [], packages: ['string-width', 're2js'] },
  probe: {
    holds: "the addon's type, this machine as a source, samples, actions",
    imports: ['model/machine', 'model/processes', 'model/sessions', 'version'],
    packages: [NODE, 'dbus-native'],
  },
  remote: {
    holds: 'another machine as a source: ssh, the helper there, its answers',
    imports: ['model/machine', 'model/codec', 'probe'],
    packages: [NODE],
  },
  library: {
    holds: "the package's public API: psutil's, for Node",
    imports: ['model/text', 'model/machine', 'model/processes', 'model/connections', 'probe', 'version'],
    packages: [NODE],
  },
  output: { holds: 'writers of text, JSON and CSV', imports: ['model'], packages: [] },
  recordings: {
    holds: 'recordings: frames, files and folders of them, their writer and reader',
    imports: ['model/machine', 'model/codec', 'model/timeline', 'probe', 'version'],
    packages: [NODE],
  },
  serve: {
    holds: 'the HTTP server: which requests are answered, metrics and recordings as responses',
    imports: ['model/text', 'recordings', 'library'],
    packages: [NODE],
  },
  settings: { holds: 'the settings file', imports: ['model'], packages: [NODE, 'smol-toml'] },
  ui: {
    holds: 'the terminal: keys, looks, cells, Ink components',
    imports: ['model'],
    packages: ['react', 'ink', 'ink-table', 'node:module', 'node:stream'],
  },
  cli: { holds: 'the command line', imports: ['model', 'settings', 'version'], packages: [NODE, 'meow'] },
  commands: {
    holds: 'what ntop was called to do: screen, batch, watch, doctor; run.ts puts all parts together',
    imports: ['model', 'probe', 'recordings', 'remote', 'serve', 'output', 'settings', 'ui', 'cli', 'version'],
    packages: [NODE],
  },
  main: {
    holds: 'the beginning of the program',
    imports: ['probe', 'commands'],
    packages: [],
  },
};

const depthOf = new Map(MODEL_LAYERS.flatMap((rooms, depth) => Object.keys(rooms).map((room) => [room, depth])));

/** The same in Markdown, as ARCHITECTURE.md has it. */
export function drawing() {
  const row = (cells) => `| ${cells.join(' | ')} |\n`;
  const model = MODEL_LAYERS.flatMap((rooms, depth) =>
    Object.entries(rooms).map(([room, holds]) => row([depth + 1, room, holds])),
  );
  const all = Object.entries(ROOMS).map(([room, { holds, imports, packages }]) =>
    row([room, holds, imports.join(', '), packages.join(', ')]),
  );
  const table = (titles, rows) => row(titles) + row(titles.map(() => '---')) + rows.join('');
  return `${table(['room of src', 'holds', 'may import of src', 'packages'], all)}\n${table(['layer', 'room of src/model', 'holds'], model)}`;
}

/** What is wrong with these sources, a sentence each; empty when nothing is. Paths are as below the root: src/main.ts. */
export function problemsIn(sources) {
  const imports = new Map([...sources].map(([path, text]) => [path, importsOf(path, text)]));
  const problems = [...imports].flatMap(([path, found]) => found.flatMap((wanted) => refusal(path, wanted) ?? []));
  return [...problems, ...circlesIn(imports)];
}

/** All files of src by their paths. */
export function readSources(root) {
  const names = readdirSync(join(root, 'src'), { recursive: true }).filter((name) => /\.tsx?$/.test(name));
  return new Map(names.sort().map((name) => [posix.join('src', name), readFileSync(join(root, 'src', name), 'utf8')]));
}

/** Everything a file imports or hands on, types included: packages by their names, files by their paths. */
function importsOf(path, text) {
  const { program, module } = parseSync(path, text);
  const wanted = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
  ];
  new Visitor({
    ImportExpression: ({ source }) => wanted.push(source.value ?? text.slice(source.start, source.end)),
    TSImportType: ({ source }) => wanted.push(source.value),
  }).visit(program);
  return [...new Set(wanted)].map((name) => (name.startsWith('.') ? fileOf(posix.join(dirname(path), name)) : name));
}

/** The source behind what is imported by the name that it has once built. */
function fileOf(path) {
  return path.replace(/\.js$/, '.ts');
}

function refusal(path, wanted) {
  const room = roomOf(path);
  const may = ROOMS[room.split('/')[0]];
  const refused = (reason) => `${path}: ${wanted.startsWith('src/') ? roomOf(wanted) : wanted} ${reason}`;
  if (may === undefined) return `${path}: scripts/rooms.mjs knows no room ${room}`;
  if (!wanted.startsWith('src/')) {
    const isAllowed = may.packages.some((name) => name === wanted || (name === NODE && wanted.startsWith('node:')));
    return isAllowed ? undefined : refused(`is no package that ${room} may import`);
  }
  const other = roomOf(wanted);
  if (other === room) return undefined;
  if (room.startsWith('model/') && other.startsWith('model/')) return refusalInModel(room, other, refused);
  const isAllowed = may.imports.includes(other) || may.imports.includes(other.split('/')[0]);
  return isAllowed ? undefined : refused(`is no room that ${room} may import`);
}

function refusalInModel(room, other, refused) {
  const [own, wanted] = [room, other].map((name) => depthOf.get(name.slice('model/'.length)));
  if (own === undefined || wanted === undefined)
    return refused('and itself must both stand in a layer of scripts/rooms.mjs');
  if (wanted < own) return undefined;
  return refused(wanted === own ? `stands beside ${room}, not below it` : `stands above ${room}`);
}

/** `model/text`, `ui`; a file that lies in no folder is a room of its own. */
function roomOf(path) {
  const [, room, inner] = path.replace(/\.tsx?$/, '').split('/');
  return room === 'model' ? `model/${inner}` : room;
}

/** Files that import each other, whether directly or by others, whether values or types. */
function circlesIn(imports) {
  const numbers = new Map();
  const lowest = new Map();
  const pile = [];
  const circles = [];
  function visit(path) {
    const number = numbers.size;
    numbers.set(path, number);
    lowest.set(path, number);
    pile.push(path);
    for (const next of followed(path, imports)) {
      if (!numbers.has(next)) visit(next);
      if (pile.includes(next)) lowest.set(path, Math.min(lowest.get(path), lowest.get(next)));
    }
    if (lowest.get(path) !== number) return;
    const members = pile.splice(pile.indexOf(path));
    if (members.length > 1) circles.push(`${members.sort().join(', ')}: they import each other in a circle`);
  }
  for (const path of imports.keys()) if (!numbers.has(path)) visit(path);
  return circles;
}

/** Of a .ts that is not there a .tsx is meant. */
function followed(path, imports) {
  return imports.get(path).flatMap((name) => [name, `${name}x`].find((file) => imports.has(file)) ?? []);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = problemsIn(readSources(join(import.meta.dirname, '..')));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
