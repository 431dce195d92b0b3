import { figure, machineLine, row } from './report.mjs';

const TITLES = ['', 'MB/s', 'x pipe', 'CPU s per GiB', 'pipe / it'];

/** The results of sendfile.mjs as Markdown: medians, and beside them how many times better than pipe() they are. */
export function sendfileMarkdown(results) {
  const speedOf = (way) => results.results[way]?.megabytesPerSecond.median;
  const costOf = (way) => results.results[way]?.cpuSecondsPerGibibyte.median;
  const line = (way) => {
    const figures = [speedOf(way), speedOf(way) / speedOf('pipe'), costOf(way), costOf('pipe') / costOf(way)];
    return row([way, ...figures.map(figure)]);
  };
  return [
    machineLine(results),
    '',
    `### A file of ${results.mebibytes.toLocaleString('en-US')} MiB, cached, over loopback`,
    '',
    row(TITLES),
    row(['---', ...TITLES.slice(1).map(() => '---:')]),
    ...Object.keys(results.results).map(line),
    row(['target', '', 2.5, '', 4]),
    '',
  ].join('\n');
}
