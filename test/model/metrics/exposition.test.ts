import { describe, expect, it } from 'vitest';
import { type ExpositionFormat, writeMetrics } from '../../../src/model/metrics/exposition.js';
import { FAMILIES } from '../../../src/model/metrics/families.js';
import { counter, type Family, gauge, info } from '../../../src/model/metrics/family.js';
import { createMetricsAccount } from '../../../src/model/metrics/reading.js';
import { NO_NETWORK, OWN, readExposition, valueIn } from '../../support/metrics.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const reading = { ...createMetricsAccount([]).add(fakeSnapshot(), NO_NETWORK), own: OWN };
const write = (family: Family, format: ExpositionFormat) => writeMetrics(reading, format, [family]);

const busy = counter('disk_busy_seconds_total', ['device'], 'Busy \\ "time"', (_, put) => put(1.5, 'sda'));

describe('the texts of a family', () => {
  it('of OpenMetrics name counters without their _total, say the unit and end', () => {
    expect(write(busy, 'openmetrics')).toBe(
      [
        '# TYPE disk_busy_seconds counter',
        '# UNIT disk_busy_seconds seconds',
        '# HELP disk_busy_seconds Busy \\\\ \\"time\\"',
        'disk_busy_seconds_total{device="sda"} 1.5',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it('of the older format name them as they are', () => {
    expect(write(busy, 'classic')).toBe(
      [
        '# HELP disk_busy_seconds_total Busy \\\\ "time"',
        '# TYPE disk_busy_seconds_total counter',
        'disk_busy_seconds_total{device="sda"} 1.5',
        '',
      ].join('\n'),
    );
  });

  it('have information as a type of OpenMetrics, and as a gauge before it', () => {
    const build = info('build_info', ['version'], 'Version', (_, put) => put(1, '1.2'));
    expect(write(build, 'openmetrics')).toContain(
      '# TYPE build info\n# HELP build Version\nbuild_info{version="1.2"} 1\n',
    );
    expect(write(build, 'classic')).toContain('# TYPE build_info gauge\nbuild_info{version="1.2"} 1\n');
  });

  it('have nothing of what is unknown, and no family without a series', () => {
    const odd = gauge('odd', ['at'], 'Odd', (_, put) => {
      for (const [at, value] of [Number.NaN, undefined, Number.POSITIVE_INFINITY].entries()) put(value, String(at));
    });
    expect(write(odd, 'classic')).toBe('');
    expect(write(odd, 'openmetrics')).toBe('# EOF\n');
  });

  it('leave out a label that has no value', () => {
    const bare = gauge('bare', ['program', 'unit', 'state'], 'Bare', (_, put) => put(0, 'cron', '', 'up'));
    expect(write(bare, 'classic')).toContain('bare{program="cron",state="up"} 0\n');
    const none = gauge('none', ['unit'], 'None', (_, put) => put(7, ''));
    expect(write(none, 'classic')).toContain('none 7\n');
  });
});

describe('hostile names', () => {
  const NAMES = [
    'a"b',
    'a\\b',
    'a\\',
    'a"} 1\nfake{x="',
    'a\nb',
    '\u001b[2J',
    '\u202egnp.exe',
    'lone\ud800',
    '# EOF',
    '{}',
    'a,b="c"',
    'über',
    '日本',
  ];

  it.each(['openmetrics', 'classic'] as const)('make no other series than their own: %s', (format) => {
    const family = gauge('ntop_names', ['name'], 'Names', (_, put) => {
      for (const [at, name] of NAMES.entries()) put(at, name);
    });
    const text = write(family, format);
    const { series } = readExposition(text);
    expect(series.map(({ value }) => value)).toEqual(NAMES.map((_, at) => at));
    expect(series.map(({ name }) => name)).toEqual(NAMES.map(() => 'ntop_names'));
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\ud800-\udfff]/);
    expect(series.slice(0, 3).map(({ labels }) => labels.name)).toEqual(['a"b', 'a\\b', 'a\\']);
    expect(series.slice(-2).map(({ labels }) => labels.name)).toEqual(['über', '日本']);
  });

  it('that read the same are written once', () => {
    const twins = gauge('twins', ['name'], 'Twins', (_, put) => {
      put(1, 'a\u0001');
      put(2, 'a\u0002');
    });
    expect(readExposition(write(twins, 'classic')).series).toEqual([
      { name: 'twins', labels: { name: 'a?' }, value: 1 },
    ]);
  });
});

describe('the families', () => {
  it('have names, units and labels that Prometheus takes', () => {
    for (const { name, type, labels, help } of FAMILIES) {
      expect(name).toMatch(/^(?:ntop|system|target)(?:_[a-z]+)+\d?$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(name.endsWith('_info')).toBe(type === 'info');
      for (const label of labels) expect(label).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
      expect(help).toMatch(/^[A-Z].*[^.]$/);
    }
    expect(new Set(FAMILIES.map(({ name }) => name)).size).toBe(FAMILIES.length);
  });

  it('have no label for a process, a user, a path or a command line of a process', () => {
    const labels = new Set(FAMILIES.flatMap((family) => family.labels));
    expect([...labels].sort()).toEqual(
      [
        ...['cpu_mode', 'device', 'dir', 'group', 'host_name', 'interface', 'kind', 'mountpoint', 'node', 'period'],
        ...['program', 'reason', 'resource', 'service_version', 'state', 'transport', 'type', 'unit', 'version'],
      ].sort(),
    );
  });

  it('say the same in both formats', () => {
    const openMetrics = readExposition(writeMetrics(reading, 'openmetrics'));
    const text = readExposition(writeMetrics(reading, 'classic'));
    expect(openMetrics.series).toEqual(text.series);
    expect([openMetrics.end, text.end]).toEqual(['# EOF', undefined]);
    expect(openMetrics.types.get('system_cpu_time_seconds')).toBe('counter');
    expect(openMetrics.units.get('system_cpu_time_seconds')).toBe('seconds');
    expect(valueIn(text, 'system_memory_limit_bytes')).toBe(16 * 2 ** 30);
  });
});
