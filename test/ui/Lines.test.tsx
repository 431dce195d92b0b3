import { Box, type Instance, render, Text } from 'ink';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CanvasContext } from '../../src/ui/canvas-context.js';
import { Lines } from '../../src/ui/Lines.js';
import { createPainter } from '../../src/ui/paint.js';
import { ScreenOutput } from '../../src/ui/screen-output.js';
import { FakeTerminal } from '../support/fake-terminal.js';
import { plain } from '../support/painted.js';

const green = createPainter({ theme: 'default', depth: '16' }).line(
  [
    { text: 'green', tone: 'good' },
    { text: ' and not', tone: 'normal' },
  ],
  20,
);

let terminal: FakeTerminal;
let app: Instance;

beforeEach(() => {
  terminal = new FakeTerminal(20, 5);
  const output = new ScreenOutput(terminal.asStream());
  output.mute(false);
  const draw = (node: React.ReactNode) => <CanvasContext value={output}>{node}</CanvasContext>;
  const stdout = output as unknown as NodeJS.WriteStream;
  const instance = render(draw(null), { stdout, debug: true, interactive: true, patchConsole: false });
  app = { ...instance, rerender: (node) => instance.rerender(draw(node)) };
});
afterEach(() => app.unmount());

/** What the terminal was sent for it. */
function show(node: React.ReactNode): Promise<string> {
  app.rerender(node);
  return terminal.take();
}

it('draws the lines as they are, with their looks', async () => {
  await show(<Lines left={0} top={0} height={5} lines={[plain('plain'), green]} />);
  expect(terminal.screen()).toEqual(['plain', 'green and not', '', '', '']);
  expect(terminal.cells()[1]?.[0]?.look).not.toBe(terminal.cells()[1]?.[6]?.look);
});

it('begins at its place', async () => {
  await show(<Lines left={4} top={2} height={2} lines={['漢字|', 'two'].map(plain)} />);
  expect(terminal.screen()).toEqual(['', '', '    漢字|', '    two', '']);
});

it('draws as many rows as asked, whatever the number of lines', async () => {
  await show(<Lines left={0} top={0} height={3} lines={['1', '', '3', 'four'].map(plain)} />);
  expect(terminal.screen()).toEqual(['1', '', '3', '', '']);
  await show(<Lines left={0} top={0} height={3} lines={['1'].map(plain)} />);
  expect(terminal.screen()).toEqual(['1', '', '', '', '']);
  await show(<Lines left={0} top={0} height={0} lines={['x'].map(plain)} />);
  expect(terminal.screen()).toEqual(['', '', '', '', '']);
});

it('writes only what changed', async () => {
  const draw = (lines: readonly string[]) => show(<Lines left={0} top={0} height={5} lines={lines.map(plain)} />);
  await draw(['one', 'two', 'three', 'four', 'five']);
  expect(await draw(['one', 'two', 'throng', 'four', 'five'])).toContain('h\x1b[3;4Hong\x1b');
  expect(await draw(['one', 'two', 'throng', 'four', 'five'])).toBe('');
});

it('takes its lines away when it is gone', async () => {
  const other = <Lines key="other" left={0} top={4} height={1} lines={['stays'].map(plain)} />;
  await show([other, <Lines key="some" left={0} top={0} height={1} lines={['goes'].map(plain)} />]);
  await show([other]);
  expect(terminal.screen()).toEqual(['', '', '', '', 'stays']);
});

it('stands beside what Ink lays out and draws', async () => {
  await show(
    <>
      <Lines left={8} top={1} height={2} lines={['right', 'of it'].map(plain)} />
      <Box marginTop={1} width={8} flexDirection="column">
        <Text bold>menu</Text>
        <Text>entry</Text>
      </Box>
    </>,
  );
  expect(terminal.screen()).toEqual(['', 'menu    right', 'entry   of it', '', '']);
});
