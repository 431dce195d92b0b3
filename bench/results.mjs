import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine, nodeVersion, resultName } from './machine.mjs';
import { isAlone } from './namespace.mjs';

/** What all results begin with: where and with what they were measured. */
export function describeRun(schema, node) {
  return {
    schema,
    date: new Date().toISOString(),
    machine: describeMachine(),
    node: nodeVersion(node),
    alone: isAlone(),
  };
}

/**
 * Keeps results as JSON, one file a day, machine and Node: what later runs measure takes the place of the same, and
 * stands beside the rest. `latest` then shows all of that day and machine, under every Node.
 */
export function saveResults(results, { folder, prefix = '', suffix = '', latest, keyOf, toMarkdown }) {
  mkdirSync(folder, { recursive: true });
  const name = resultName(results.date, results.machine, results.node);
  const file = join(folder, `${prefix}${name}${suffix}.json`);
  writeFileSync(file, `${JSON.stringify(merge(readResults(file), results, keyOf), null, 2)}\n`);
  const begin = prefix + name.replace(/\d+$/, '');
  const isOfToday = (each) =>
    each.startsWith(begin) && /^\d+$/.test(each.slice(begin.length, -`${suffix}.json`.length));
  const all = readdirSync(folder).filter((each) => each.endsWith(`${suffix}.json`) && isOfToday(each));
  const texts = all.sort().map((each) => toMarkdown(readResults(join(folder, each))));
  writeFileSync(join(folder, latest), texts.join('\n'));
  console.log(toMarkdown(results));
}

function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function merge(before, now, keyOf) {
  if (before?.schema !== now.schema) return now;
  const join = (old, fresh, key) => [...new Map([...old, ...fresh].map((each) => [key(each), each])).values()];
  return {
    ...now,
    contenders: join(before.contenders, now.contenders, ({ name }) => name),
    missing: now.missing,
    cells: join(before.cells, now.cells, keyOf),
  };
}
