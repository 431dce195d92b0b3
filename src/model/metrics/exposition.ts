import { clean } from '../text/text.js';
import { FAMILIES } from './families.js';
import { type Family, unitOfFamily } from './family.js';
import type { MetricsReading } from './reading.js';

/** OpenMetrics 1.0, and the text that Prometheus had before it (0.0.4). */
export type ExpositionFormat = 'openmetrics' | 'classic';

/** A scrape as text. Of two series with the same labels, as hostile names can make them, the first is written. */
export function writeMetrics(
  reading: MetricsReading,
  format: ExpositionFormat,
  families: readonly Family[] = FAMILIES,
): string {
  const texts = families.map((family) => writeFamily(family, reading, format));
  return texts.join('') + (format === 'openmetrics' ? '# EOF\n' : '');
}

function writeFamily(family: Family, reading: MetricsReading, format: ExpositionFormat): string {
  const { name, labels, read } = family;
  const write = labelWriter(labels);
  const written = new Set<string>();
  let series = '';
  read(reading, (value, ...values) => {
    if (value === undefined || !Number.isFinite(value)) return;
    const inside = write(values);
    if (written.has(inside)) return;
    written.add(inside);
    series += inside === '' ? `${name} ${value}\n` : `${name}{${inside}} ${value}\n`;
  });
  return series === '' ? '' : headOf(family, format) + series;
}

/** A label without a value is as good as none. */
function labelWriter(labels: readonly string[]): (values: readonly string[]) => string {
  const heads = labels.map((label) => `${label}="`);
  return (values) => {
    let inside = '';
    for (let at = 0; at < values.length; at++) {
      if (values[at] !== '') inside += `${inside === '' ? '' : ','}${heads[at]}${escaped(values[at])}"`;
    }
    return inside;
  };
}

function headOf(family: Family, format: ExpositionFormat): string {
  const { name, type, help } = family;
  if (format === 'classic')
    return `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} ${type === 'info' ? 'gauge' : type}\n`;
  const shortName = name.replace(/_(?:total|info)$/, '');
  const unit = unitOfFamily(family);
  return [
    `# TYPE ${shortName} ${type}\n`,
    unit === undefined ? '' : `# UNIT ${shortName} ${unit}\n`,
    `# HELP ${shortName} ${escapedHelp(help).replace(/"/g, '\\"')}\n`,
  ].join('');
}

function escapedHelp(help: string): string {
  return help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}

const PLAIN = /^[\w ./:@+-]*$/;

/** A value of a label. Controls, and what a terminal could take for orders, are not handed on. */
function escaped(value: string): string {
  return PLAIN.test(value) ? value : clean(value).replace(/[\\"]/g, '\\$&');
}
