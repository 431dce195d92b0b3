import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../probe/readings.js';
import { dashboard, dashboardQueries, type Panel } from './contrib.js';
import { itIsChecked, promtool } from './promtool.js';

const { panels, templating } = dashboard();

describe('the dashboard for Grafana', () => {
  it('numbers each panel once, and gives each a place of its own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const overlapping = panels.flatMap((panel, index) =>
      panels
        .slice(index + 1)
        .filter((other) => overlaps(panel, other))
        .map(({ title }) => `${panel.title}, ${title}`),
    );
    expect(overlapping).toEqual([]);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });

  it('takes any data source of the kind, and asks it alone', () => {
    const of = { type: 'prometheus', uid: `\${${templating.list[0]?.name}}` };
    expect(templating.list[0]).toMatchObject({ type: 'datasource', query: 'prometheus' });
    const asking = panels.filter(({ type }) => type !== 'row');
    const sources = [...asking, ...asking.flatMap(({ targets = [] }) => targets)].map(({ datasource }) => datasource);
    expect(sources).toEqual(sources.map(() => of));
  });

  it('asks of the machines that were chosen only', () => {
    const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const selectors = queries.flatMap((query) => query.match(/\{[^}]*\}/g) ?? []);
    expect(selectors.length).toBeGreaterThanOrEqual(queries.length);
    expect(selectors.filter((one) => !one.startsWith('{job=~"$job", instance=~"$instance"'))).toEqual([]);
  });

  itIsChecked('has queries that Prometheus understands', () => {
    const rules = dashboardQueries().map((expr, index) => ({ record: `dashboard:query:${index}`, expr }));
    // JSON is YAML.
    const folder = makeTree({ 'rules.yml': JSON.stringify({ groups: [{ name: 'dashboard', rules }] }) });
    const { status, said } = promtool(['check', 'rules', join(folder, 'rules.yml')]);
    expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining(`${rules.length} rules found`) });
  });
});

function overlaps({ gridPos: one }: Panel, { gridPos: other }: Panel): boolean {
  return one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;
}
