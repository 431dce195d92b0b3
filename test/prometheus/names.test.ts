import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../src/model/metrics/families.js';
import { contributed, dashboard, dashboardQueries, ruleExpressions } from './contrib.js';

/** What Prometheus adds to each series. */
const OF_TARGET = ['job', 'instance'];
const labelsOf = new Map(FAMILIES.map(({ name, labels }) => [name, [...OF_TARGET, ...labels]]));
const labels = new Set([...labelsOf.values()].flat());
const variables = dashboard().templating.list.map(({ query }) => JSON.stringify(query));

const NAME = /(?<![\w:"])(?:target_info|(?:ntop|system)_\w+)(?![\w:])/g;

describe.each([
  { of: 'the rules', queries: ruleExpressions(), texts: [contributed('rules.yml')] },
  { of: 'the dashboard', queries: dashboardQueries(), texts: [contributed('dashboard.json')] },
  { of: "the dashboard's variables", queries: variables, texts: [] },
])('$of', ({ queries, texts }) => {
  it('ask for families that there are', () => {
    const names = queries.flatMap((query) => query.match(NAME) ?? []);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !labelsOf.has(name))).toEqual([]);
  });

  it('select by labels that the family has', () => {
    const selectors = queries.flatMap((query) => [...query.matchAll(/((?:ntop|system)_\w+)\{([^}]*)\}/g)]);
    const matched = selectors.flatMap(([, name = '', inside = '']) =>
      [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => ({ name, label })),
    );
    expect(matched.filter(({ name, label }) => !labelsOf.get(name)?.includes(label))).toEqual([]);
  });

  it('group and name by labels that there are', () => {
    const groupings = queries.flatMap((query) =>
      [...query.matchAll(/\b(?:by|without|on|ignoring|group_left)\s*\(([^)]*)\)/g)].flatMap(
        ([, list = '']) => list.match(/\w+/g) ?? [],
      ),
    );
    const shown = texts.flatMap((text) =>
      [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = '']) => label),
    );
    expect([...groupings, ...shown].filter((label) => !labels.has(label))).toEqual([]);
  });
});
