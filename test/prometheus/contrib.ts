import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const CONTRIB = join(import.meta.dirname, '../../contrib/prometheus');

export function contributed(name: string): string {
  return readFileSync(join(CONTRIB, name), 'utf8');
}

export type Panel = {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: unknown;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string; readonly datasource: unknown }[];
};

type Dashboard = {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
};

export function dashboard(): Dashboard {
  return JSON.parse(contributed('dashboard.json'));
}

/** The queries of the dashboard as Grafana asks them. */
export function dashboardQueries(): readonly string[] {
  const targets = dashboard().panels.flatMap(({ targets = [] }) => targets);
  return targets.map(({ expr }) =>
    expr.replaceAll('$__rate_interval', '5m').replaceAll(/"\$(?:job|instance)"/g, '".+"'),
  );
}

/** The expressions of the rules, without comments. */
export function ruleExpressions(): readonly string[] {
  const lines = contributed('rules.yml').split('\n');
  const text = lines.filter((line) => !/^\s*#/.test(line)).join('\n');
  return [...text.matchAll(/^ {8}expr: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/gm)].map(
    ([, block, line]) => block ?? line ?? '',
  );
}
