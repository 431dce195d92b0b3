import { figure, heading, row } from './report.mjs';

const METRICS = [
  { title: 'CPU ms', value: (of) => of.cpuMilliseconds?.median },
  { title: 'wall ms', value: (of) => of.wallMilliseconds?.median },
  { title: 'first CPU ms', value: (of) => of.firstCpuMilliseconds },
];

/** 1.5 ms for 1,000 and 13 for 10,000 sockets is what the steady sample is to take. */
const TARGETS = { 1000: 1.5, 10000: 13 };

/** The results of net.mjs as Markdown: a table a load, each contender with its multiple of ntop's CPU time. */
export function netMarkdown(results) {
  const tables = results.cells.flatMap(({ sockets, results: of }) => {
    const cpu = (name) => of[name]?.cpuMilliseconds?.median;
    return [
      `### ${sockets.toLocaleString('en-US')} TCP sockets of ${results.holders} processes`,
      '',
      row(['', ...METRICS.map(({ title }) => title), 'x ntop']),
      row(['---', ...METRICS.map(() => '---:'), '---:']),
      ...results.contenders.map(({ name }) =>
        row([name, ...METRICS.map(({ value }) => figure(value(of[name]))), figure(cpu(name) / cpu('ntop'))]),
      ),
      row(['target', figure(TARGETS[sockets]), '', '', '']),
      '',
    ];
  });
  return [...heading(results), ...tables].join('\n');
}
