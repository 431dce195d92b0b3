import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** A line an option: how its text becomes a value, and its help. Each bench has some of them, and its own defaults. */
const TABLE = {
  processes: { read: (text) => list(text).map(whole), argument: 'LIST', help: 'idle processes of each load' },
  sockets: { read: (text) => list(text).map(whole), argument: 'LIST', help: 'TCP sockets of each load' },
  active: { read: (text) => list(text).map(Number), argument: 'LIST', help: 'percentages of them that are active' },
  sizes: { read: (text) => list(text).map(size), argument: 'LIST', help: 'terminals, columns x rows' },
  minute: {
    read: whole,
    argument: 'N',
    help: 'seconds that each runs alone from its start; the last two thirds are the steady state',
  },
  seconds: { read: whole, argument: 'N', help: 'refreshes measured of each contender on an active load' },
  warm: { read: whole, argument: 'N', help: 'seconds for which all run before they are measured' },
  keys: { read: whole, argument: 'N', help: 'keys pressed' },
  rounds: { read: whole, argument: 'N', help: 'measurements of each contender' },
  mebibytes: { read: whole, argument: 'N', help: 'the size of the file' },
  only: { read: list, argument: 'LIST', help: 'contenders by their names in the table; all when left out' },
  node: { read: String, argument: 'FILE', help: 'the Node that runs what needs one' },
  ntop: { read: String, argument: 'FILE', help: 'the bin/ntop.js of another checkout' },
  output: { read: String, argument: 'FOLDER', help: 'where results go; bench/results when left out' },
  full: { help: 'every load and size' },
  help: { help: 'print this' },
};

const ALWAYS = { node: process.execPath, output: fileURLToPath(new URL('results', import.meta.url)) };

/**
 * Reads the arguments of a bench. It has the options that it gives defaults for, `full` replacing some of them, and
 * those that every bench has. Ends the program with a sentence where they make no sense.
 */
export function readOptions({ title, defaults, full, others = [] }) {
  const names = [...Object.keys(defaults), ...others, 'only', 'node', 'output', ...(full ? ['full'] : []), 'help'];
  const values = parse(names);
  if (values.help) leave(0, usage(title, names, defaults));
  const wanted = { ...ALWAYS, ...defaults, ...(values.full && full), ...values };
  const known = names.filter((name) => wanted[name] !== undefined && TABLE[name].read !== undefined);
  return Object.fromEntries(known.map((name) => [name, TABLE[name].read(wanted[name])]));
}

function parse(names) {
  const types = names.map((name) => [name, { type: TABLE[name].argument ? 'string' : 'boolean' }]);
  try {
    return parseArgs({ options: Object.fromEntries(types) }).values;
  } catch (error) {
    return leave(2, `bench: ${error.message}`);
  }
}

function usage(title, names, defaults) {
  const lines = names.map((name) => {
    const { argument = '', help } = TABLE[name];
    const fallback = defaults[name] === undefined ? '' : ` (${defaults[name]})`;
    return `  --${name} ${argument}`.padEnd(22) + help + fallback;
  });
  return [title, ...lines].join('\n');
}

function list(text) {
  return text.split(',').filter((part) => part !== '');
}

function whole(text) {
  if (!/^[1-9]\d*$/.test(text)) leave(2, `bench: ${text} is no whole number above 0`);
  return Number(text);
}

function size(text) {
  const [, columns, rows] = /^(\d+)x(\d+)$/.exec(text) ?? leave(2, `bench: ${text} is no size such as 120x40`);
  return { columns: Number(columns), rows: Number(rows) };
}

function leave(status, text) {
  (status === 0 ? console.log : console.error)(text);
  process.exit(status);
}
