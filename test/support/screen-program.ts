// A small full-screen program on the real terminal code. Its keys are the ways to exit that the tests take.
import { EnvironmentError } from '../../src/commands/failure.js';
import { restoreAtExit, restoreAtSignals } from '../../src/commands/restore-terminal.js';
import { listenToInput } from '../../src/ui/input-events.js';
import type { ScreenOutput } from '../../src/ui/screen-output.js';
import { openTerminal, type Terminal } from '../../src/ui/terminal.js';
import { plain } from './painted.js';

function run(output: ScreenOutput, terminal: Terminal): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = 'nothing';
    const draw = () => {
      const { columns, rows } = output;
      const lines = Array.from({ length: rows }, (_, row) => `row ${row} `.padEnd(columns, '.'));
      lines[0] = `size ${columns}x${rows} saw ${seen}`.slice(0, columns);
      output.place('lines', { left: 0, top: 0, lines: lines.map(plain) });
    };
    const stop = listenToInput(process.stdin, (events) => {
      seen = events.map((event) => (event.type === 'key' ? event.key : JSON.stringify(event))).join(' ');
      const exit = (error?: Error) => {
        stop();
        if (error === undefined) resolve();
        else reject(error);
      };
      for (const event of events) if (event.type === 'key') WAYS[event.key]?.({ terminal, exit });
      draw();
    });
    output.on('redraw', draw);
    draw();
  });
}

type Ways = { readonly terminal: Terminal; exit(error?: Error): void };

const WAYS: Readonly<Record<string, (ways: Ways) => void>> = {
  q: ({ exit }) => exit(),
  b: ({ exit }) => exit(new Error('thrown by a component')),
  t: () => void setImmediate(() => JSON.parse('thrown in a timer')),
  r: () => void Promise.reject(new Error('rejected by nobody')),
  e: () => void Promise.reject(new EnvironmentError('there is no /proc here')),
  m: ({ terminal }) => terminal.setMouse(false),
  'ctrl+z': ({ terminal }) => terminal.suspend(true),
  'ctrl+l': ({ terminal }: Ways) => terminal.repaint(),
};

const terminal = openTerminal({ stdin: process.stdin, stdout: process.stdout, mouse: true });
restoreAtSignals(terminal, process.exit);
restoreAtExit(terminal, process, process.exit);
await terminal.run((output) => run(output, terminal));
process.stdout.write('left in peace\n');
