import { expect, it } from 'vitest';
import { formatFor, takesGzip } from '../../src/serve/negotiation.js';
import { serve } from '../support/serve.js';

const PROMETHEUS_2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

it.each([
  [PROMETHEUS_2, 'openmetrics'],
  [PROMETHEUS_3, 'openmetrics'],
  ['Application/OpenMetrics-Text; Version="1.0.0"; Charset=utf-8', 'openmetrics'],
  ['application/openmetrics-text', 'openmetrics'],
  ['text/plain;version=0.0.4, application/openmetrics-text;q=0.5', 'classic'],
  ['application/openmetrics-text;q=0', 'classic'],
  ['application/openmetrics-text;q=x', 'classic'],
  ['application/openmetrics-text;version=2.0.0', 'classic'],
  ['text/html, */*;q=0.1', 'classic'],
  ['', 'classic'],
  [undefined, 'classic'],
] as const)('Accept: %s gets %s', (accept, format) => {
  expect(formatFor(accept)).toBe(format);
});

it.each([
  ['gzip', true],
  ['deflate, GZIP;q=0.5', true],
  ['*', true],
  ['gzip;q=0, *', false],
  ['gzip;q=0.0', false],
  ['br', false],
  ['', false],
  [undefined, false],
])('Accept-Encoding: %s is compressed: %s', (header, isCompressed) => {
  expect(takesGzip(header)).toBe(isCompressed);
});

it('says what it sends, and compresses it where that is wanted', async () => {
  const { origin } = await serve();
  const ask = async (headers: Record<string, string>) => await fetch(`${origin}/metrics`, { headers });
  const plain = await ask({ accept: '*/*', 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect([await plain.text(), plain.headers.get('content-encoding')]).toEqual(['# classic\n', null]);
  const open = await ask({ accept: PROMETHEUS_2, 'accept-encoding': 'gzip' });
  expect(open.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect([await open.text(), open.headers.get('content-encoding')]).toEqual(['# openmetrics\n', 'gzip']);
});

it('reads the machine once for all that ask meanwhile, and never twice at once', async () => {
  const begun: string[] = [];
  const waiting: (() => void)[] = [];
  const { origin } = await serve({
    scrape: async (format) => {
      begun.push(format);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return `# ${format} ${begun.length}\n`;
    },
  });
  const ask = async (accept: string) => await (await fetch(`${origin}/metrics`, { headers: { accept } })).text();
  const classic = [ask('*/*'), ask('*/*')];
  await expect.poll(() => begun).toEqual(['classic']);
  const open = [ask(PROMETHEUS_2), ask(PROMETHEUS_3)];
  classic.push(ask('*/*'));
  // By then all of them have come.
  expect(await (await fetch(`${origin}/-/healthy`)).text()).toBe('ntop answers\n');
  expect(begun).toEqual(['classic']);
  waiting.shift()?.();
  expect(new Set(await Promise.all(classic))).toEqual(new Set(['# classic 1\n']));
  await expect.poll(() => waiting.length).toBe(1);
  expect(begun).toEqual(['classic', 'openmetrics']);
  waiting.shift()?.();
  expect(new Set(await Promise.all(open))).toEqual(new Set(['# openmetrics 2\n']));
});

it('says that the machine can not be read, here without the reason, and goes on', async () => {
  let isBroken = true;
  const { origin, told } = await serve({
    scrape: async () => {
      if (isBroken) throw new Error('/proc is gone');
      return '# well\n';
    },
  });
  const ask = () => fetch(`${origin}/metrics`);
  for (const answer of [await ask(), await ask()]) {
    expect([answer.status, await answer.text()]).toEqual([503, 'the machine could not be read\n']);
  }
  expect(told).toEqual(['no metrics: /proc is gone']);
  isBroken = false;
  expect(await (await ask()).text()).toBe('# well\n');
});

it('compresses without loss what is larger than a packet', async () => {
  const text = Array.from({ length: 20_000 }, (_, at) => `a{b="${at}"} ${at}\n`).join('');
  const { origin } = await serve({ scrape: async () => text });
  const got = await fetch(`${origin}/metrics`, { headers: { 'accept-encoding': 'gzip' } });
  expect(await got.text()).toBe(text);
});
