import { PassThrough } from 'node:stream';
import { type Instance, render } from 'ink';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Lines } from '../../src/ui/Lines.js';

const COLUMNS = 20;
const ROWS = 5;

/** As much of a terminal as Ink uses. */
class FakeTerminal extends PassThrough {
  readonly isTTY = true;
  readonly columns = COLUMNS;
  readonly rows = ROWS;
  text = '';
  override write(chunk: unknown, ...rest: unknown[]): boolean {
    this.text += String(chunk);
    for (const value of rest) if (typeof value === 'function') value();
    return true;
  }
}

let stdout: FakeTerminal;
let app: Instance;

beforeEach(() => {
  stdout = new FakeTerminal();
});
afterEach(() => app.unmount());

async function show(lines: readonly string[], height = ROWS): Promise<string> {
  const node = <Lines lines={lines} width={COLUMNS} height={height} />;
  if (app === undefined || stdout.text === '') {
    app = render(node, {
      stdout: stdout as unknown as NodeJS.WriteStream,
      interactive: true,
      patchConsole: false,
      incrementalRendering: true,
      maxFps: 1000,
    });
  } else {
    app.rerender(node);
  }
  await app.waitUntilRenderFlush();
  return stdout.text;
}

it('draws the lines as they are, with their looks', async () => {
  expect(await show(['plain', '\x1b[1;32mgreen\x1b[0m and not'])).toContain(
    'plain\n\x1b[1m\x1b[32mgreen\x1b[39m\x1b[22m and not\n',
  );
});

it('keeps the blanks of a line that has a background', async () => {
  expect(await show(['\x1b[30;46mab   \x1b[0m'])).toContain('ab   \x1b[');
});

it('draws as many rows as asked, whatever the number of lines', async () => {
  const frame = await show(['1', '2', '3', '4', '5', 'six', 'seven']);
  expect(frame).toContain('1\n2\n3\n4\n5');
  expect(frame).not.toContain('six');
});

it('leaves missing and empty lines blank', async () => {
  expect(await show(['1', '', '3'])).toContain('1\n\n3\n\n');
});

it('writes only the lines that changed', async () => {
  await show(['one', 'two', 'three', 'four', 'five']);
  const before = stdout.text.length;
  const after = (await show(['one', 'two', 'THREE', 'four', 'five'])).slice(before);
  expect(after).toContain('THREE');
  for (const line of ['one', 'two', 'four', 'five']) expect(after).not.toContain(line);
});

it('keeps wide characters in their columns', async () => {
  expect(await show(['漢字|ab'])).toContain('漢字|ab');
});

it('draws nothing without a row or a column', async () => {
  expect(await show(['x'], 0)).not.toContain('x');
});
