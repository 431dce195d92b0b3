import { figure, heading, row } from './report.mjs';

const METRICS = [
  { title: 'CPU ms', value: (of) => of.cpuMilliseconds?.median },
  { title: 'wall ms', value: (of) => of.wallMilliseconds?.median },
  { title: 'first CPU ms', value: (of) => of.firstCpuMilliseconds },
];

/** The results of library.mjs as Markdown: a table a load, each contender with its multiple of ntop's CPU time. */
export function libraryMarkdown(results) {
  const tables = results.cells.flatMap(({ processes, results: of }) => [
    `### Ten attributes of ${processes.toLocaleString('en-US')} processes`,
    '',
    row(['', ...METRICS.map(({ title }) => title), 'x ntop']),
    row(['---', ...METRICS.map(() => '---:'), '---:']),
    ...results.contenders.map(({ name }) => {
      const cpu = (contender) => of[contender]?.cpuMilliseconds?.median;
      return row([name, ...METRICS.map(({ value }) => figure(value(of[name]))), figure(cpu(name) / cpu('ntop'))]);
    }),
    '',
  ]);
  return [...heading(results), ...tables].join('\n');
}
