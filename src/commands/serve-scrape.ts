import { NO_NEEDS } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Source } from '../model/machine/source.js';
import type { Scrape } from '../serve/metrics.js';
import type { MetricsFormat } from '../serve/negotiation.js';
import { version } from '../version.js';

type Family = {
  readonly name: string;
  readonly type: 'gauge' | 'info';
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined is not known: the family is left out. */
  readonly value: number | undefined;
};

export type ScrapeInput = {
  readonly source: Pick<Source, 'sample'>;
  /** Programs that are reported even while none of them runs. */
  readonly programs: readonly string[];
};

/** What `ntop serve` answers with: one reading of the machine as text. */
export function createScrape({ source, programs }: ScrapeInput): Scrape {
  return async (format) => {
    const snapshot = await source.sample(NO_NEEDS);
    const known = familiesOf(snapshot).filter(({ value }) => value !== undefined);
    const text = known.map((family) => textOf(family, format)).join('') + programsText(snapshot, programs);
    return format === 'openmetrics' ? `${text}# EOF\n` : text;
  };
}

function familiesOf({ system }: Snapshot): readonly Family[] {
  const { hostname, uptimeSeconds } = system;
  const node = process.versions.node;
  return [
    {
      ...{ name: 'target', type: 'info', help: 'The machine that is read.', value: 1 },
      labels: { host_name: hostname, service_version: version },
    },
    { name: 'ntop_build', type: 'info', help: 'The release of ntop.', labels: { version, node }, value: 1 },
    {
      ...{ name: 'system_uptime_seconds', type: 'gauge', help: 'Time since the machine was started.', labels: {} },
      value: uptimeSeconds,
    },
  ];
}

function programsText({ processes }: Snapshot, programs: readonly string[]): string {
  if (programs.length === 0) return '';
  const { columns, texts } = processes;
  const running = texts.name.filter((_, slot) => columns.serial[slot] > 0);
  const lines = programs.map((program) => {
    const count = running.filter((name) => name === program).length;
    return `ntop_program_processes{program="${escaped(program)}"} ${count}\n`;
  });
  const head = '# TYPE ntop_program_processes gauge\n# HELP ntop_program_processes Processes of a program.\n';
  return head + lines.join('');
}

function textOf({ name, type, help, labels, value }: Family, format: MetricsFormat): string {
  const full = type === 'info' ? `${name}_info` : name;
  const [family, kind] = format === 'openmetrics' ? [name, type] : [full, 'gauge'];
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  const set = pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
  return `# TYPE ${family} ${kind}\n# HELP ${family} ${help}\n${full}${set} ${value}\n`;
}

function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
