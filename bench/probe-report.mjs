import { figure, heading, row } from './report.mjs';

/** A line a metric of probe.mjs: its title, its value of a contender, and the most that ntop should have. */
const METRICS = [
  { title: 'CPU ms', value: (of) => of.cpuMilliseconds?.median, most: cpuTarget },
  { title: 'main thread ms', value: (of) => of.mainThreadMilliseconds, most: () => 0.15 },
  { title: 'first sample ms', value: (of) => of.firstCpuMilliseconds, most: ({ processes }) => processes * 0.02 },
  { title: 'syscalls per process', value: (of) => of.callsPerProcess, most: () => undefined },
];

/** The results of probe.mjs as Markdown: a table a load, each contender with its multiple of ntop's CPU time. */
export function probeMarkdown(results) {
  return [...heading(results), ...results.cells.flatMap((cell) => cellTable(cell, results))].join('\n');
}

/** The parameters in which the tables of a run differ. */
export function probeKey({ processes, active }) {
  return `${processes} ${active}`;
}

function cellTable({ processes, active, results }, { contenders: all }) {
  const contenders = all.filter(({ name }) => results[name] !== undefined);
  const cpuOf = (name) => results[name]?.cpuMilliseconds?.median;
  return [
    `### ${processes.toLocaleString('en-US')} processes, ${active} % active`,
    '',
    row(['', ...METRICS.map(({ title }) => title), 'x ntop']),
    row(['---', ...METRICS.map(() => '---:'), '---:']),
    ...contenders.map(({ name }) =>
      row([name, ...METRICS.map(({ value }) => figure(value(results[name]))), figure(cpuOf(name) / cpuOf('ntop'))]),
    ),
    row(['target', ...METRICS.map(({ most }) => figure(most({ processes, active }))), '']),
    '',
  ];
}

/** A fixed part, a microsecond each, and ten for each that has run. */
function cpuTarget({ processes, active }) {
  return 0.1 + processes * 0.001 + ((processes * active) / 100) * 0.01;
}
