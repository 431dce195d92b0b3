import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTRIB, contributed, ruleExpressions } from './contrib.js';
import { itIsChecked, promtool } from './promtool.js';

const alerts = [...contributed('rules.yml').matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? '');

describe('the rules for Prometheus', () => {
  it('ask what ntop is asked', () => {
    expect(alerts.toSorted()).toEqual([
      'NtopCrashLoop',
      'NtopDescriptorsNearLimit',
      'NtopDown',
      'NtopFileSystemFull',
      'NtopFileSystemFullInADay',
      'NtopGroupThrottled',
      'NtopInodesUsedUp',
      'NtopListenDrops',
      'NtopMemoryLeak',
      'NtopOomKill',
    ]);
    expect(ruleExpressions()).toHaveLength(contributed('rules.yml').match(/- (?:alert|record): /g)?.length ?? 0);
  });

  it.each(alerts)('have series for which %s fires, and such for which it is silent', (alert) => {
    const tests = contributed('rules-test.yml')
      .split('- alertname: ')
      .filter((test) => test.startsWith(`${alert}\n`));
    expect(tests.map((test) => /exp_alerts/.test(test)).toSorted()).toEqual(expect.arrayContaining([false, true]));
  });

  itIsChecked('are valid', () => {
    expect(promtool(['check', 'rules', join(CONTRIB, 'rules.yml')])).toMatchObject({ status: 0 });
  });

  itIsChecked('are found by the scrape configuration, which is valid', () => {
    const { status, said } = promtool(['check', 'config', join(CONTRIB, 'scrape.yml')]);
    expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining('1 rule files found') });
  });

  itIsChecked('fire for series that show trouble, and for no healthy ones', () => {
    const { status, said } = promtool(['test', 'rules', join(CONTRIB, 'rules-test.yml')]);
    expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining('SUCCESS') });
  });
});
