/**
 * A line a metric of run.mjs: its title, its value of a contender, and the most that ntop should have. Targets are
 * absolute or shares of htop's or of the best other monitor's; where a monitor is missing there is no target.
 */
const METRICS = [
  {
    title: 'CPU ms',
    value: (of) => of.cpuMilliseconds?.mean,
    most: byLoad('best', { 100: 0.8, 1000: 0.2, 10000: 0.08 }),
  },
  { title: 'median', value: (of) => of.cpuMilliseconds?.median },
  { title: 'p95', value: (of) => of.cpuMilliseconds?.p95 },
  {
    title: 'CPU s, first minute',
    value: (of) => of.minuteCpuSeconds,
    most: byLoad('best', { 100: 2, 1000: 0.35, 10000: 0.15 }),
  },
  { title: 'CPU ms, active', value: (of) => of.activeCpuMilliseconds?.mean },
  { title: 'bytes', value: (of) => of.bytes?.median, most: ({ htop }) => htop },
  { title: 'bytes, active', value: (of) => of.activeBytes?.median, most: ({ htop }) => htop },
  { title: 'syscalls per process', value: (of) => of.callsPerProcess, most: () => 1.1 },
  { title: 'key ms', value: (of) => of.keyMilliseconds?.median, most: () => 8 },
  { title: 'key ms, p95', value: (of) => of.keyMilliseconds?.p95, most: () => 16 },
  {
    title: 'first frame ms',
    value: (of) => of.firstFrameMilliseconds?.median,
    most: byLoad('one', { 100: 120, 1000: 150, 10000: 350 }),
  },
  { title: 'PSS MiB', value: (of) => of.pssMebibytes, most: byLoad('one', { 100: 56, 1000: 60, 10000: 80 }) },
];

/** The results of run.mjs as Markdown: a table a load and size, with ntop's ratios and targets. */
export function toMarkdown(results) {
  return [...heading(results), ...results.cells.flatMap((cell) => cellTable(cell, results))].join('\n');
}

/** The lines that say where figures come from. */
export function heading(results) {
  const { contenders, missing, alone } = results;
  return [
    machineLine(results),
    `${contenders.map(({ name, version }) => `${name} ${version}`).join(', ')}.`,
    ...missing.map((each) => `Missing: ${each.name} (${each.install}).`),
    ...(alone ? [] : ['Measured on top of the other processes of the machine: no namespaces were permitted.']),
    '',
  ];
}

export function machineLine({ date, machine, node }) {
  const { cpu, cores, memoryGibibytes, kernel, system } = machine;
  return `${date.slice(0, 10)}, ${cpu} (${cores} cores, ${memoryGibibytes} GiB), ${system}, Linux ${kernel}, Node ${node}.`;
}

/** A row of a Markdown table. */
export function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

/** Three significant digits; - if unknown. */
export function figure(value) {
  if (value === undefined || !Number.isFinite(value)) return '-';
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(value >= 100 ? 3 : 2)));
}

/** The parameters in which the tables of a run differ. */
export function cellKey({ processes, columns, rows }) {
  return `${processes} ${columns}x${rows}`;
}

/** For a Node program: the share of each kind of thread in the mean. */
function threadsLine(name, { threadMilliseconds = {} }) {
  const parts = Object.entries(threadMilliseconds).map(([kind, milliseconds]) => `${kind} ${figure(milliseconds)}`);
  return parts.length === 0 ? [] : [`Threads of ${name}, ms: ${parts.join(', ')}.`];
}

function cellTable({ processes, columns, rows, busy, results }, { contenders: all }) {
  // Runs that were put together need not have had all of them.
  const contenders = all.filter(({ name }) => results[name] !== undefined);
  const line = (title, values) => row([title, ...values.map(figure)]);
  const peers = contenders.filter(({ floor, name }) => !floor && name !== 'ntop').map(({ name }) => name);
  const of = (name) => METRICS.map(({ value }) => (results[name] ? value(results[name]) : undefined));
  const best = METRICS.map((_, at) => least(peers.map((name) => of(name)[at])));
  const divided = (others) => of('ntop').map((value, at) => value / others[at]);
  const targets = METRICS.map(({ most }, at) => most?.({ htop: of('htop')[at], best: best[at], processes }));
  return [
    `### ${processes.toLocaleString('en-US')} processes, ${columns}x${rows}`,
    '',
    `Per refresh: CPU is the mean of the steady state, all threads included. Active: ${busy} more processes that wake five times a second.`,
    ...contenders.flatMap(({ name, floor }) => (floor || name === 'ntop' ? threadsLine(name, results[name]) : [])),
    '',
    row(['', ...METRICS.map(({ title }) => title)]),
    row(['---', ...METRICS.map(() => '---:')]),
    ...contenders.map(({ name }) => line(name, of(name))),
    ...(results.ntop && peers.length > 0
      ? [line('ntop / htop', divided(of('htop'))), line('ntop / best', divided(best)), line('target', targets)]
      : []),
    '',
  ];
}

/** A target for each load: a share of the best other monitor's, or of 1 an absolute one. */
function byLoad(unit, shares) {
  return ({ best, processes }) => {
    const share = shares[processes];
    return share === undefined ? undefined : share * (unit === 'best' ? best : 1);
  };
}

function least(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
