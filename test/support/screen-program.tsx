// A small full-screen program on the real terminal code. Its keys are the ways out that the tests take.
import { useApp } from 'ink';
import { useState } from 'react';
import { EnvironmentError, guardWaysOut } from '../../src/commands/ways-out.js';
import { Lines } from '../../src/ui/Lines.js';
import { renderOn } from '../../src/ui/render.js';
import { openTerminal, type Terminal } from '../../src/ui/terminal.js';
import { useInputEvents } from '../../src/ui/use-input-events.js';
import { useTerminalSize } from '../../src/ui/use-terminal-size.js';

function Program({ terminal }: { readonly terminal: Terminal }) {
  const { columns, rows } = useTerminalSize();
  const { exit } = useApp();
  const [seen, setSeen] = useState('nothing');
  const [broken, setBroken] = useState(false);
  useInputEvents((events) => {
    setSeen(events.map((event) => (event.type === 'key' ? event.key : JSON.stringify(event))).join(' '));
    for (const event of events) if (event.type === 'key') WAYS[event.key]?.({ terminal, exit, setBroken });
  });
  if (broken) throw new Error('thrown by a component');
  const lines = Array.from({ length: rows }, (_, row) => `row ${row} `.padEnd(columns, '.'));
  lines[0] = `size ${columns}x${rows} saw ${seen}`.slice(0, columns);
  return <Lines left={0} top={0} lines={lines} height={rows} />;
}

type Ways = { readonly terminal: Terminal; exit(): void; setBroken(broken: boolean): void };

const WAYS: Readonly<Record<string, (ways: Ways) => void>> = {
  q: ({ exit }) => exit(),
  b: ({ setBroken }) => setBroken(true),
  t: () => void setImmediate(() => JSON.parse('thrown in a timer')),
  r: () => void Promise.reject(new Error('rejected by nobody')),
  e: () => void Promise.reject(new EnvironmentError('there is no /proc here')),
  m: ({ terminal }) => terminal.setMouse(false),
  'ctrl+z': ({ terminal }) => terminal.suspend(true),
  'ctrl+l': ({ terminal }: Ways) => terminal.repaint(),
};

const terminal = openTerminal({ stdin: process.stdin, stdout: process.stdout, mouse: true });
guardWaysOut(terminal, process, process.exit);
await terminal.run((output) => renderOn(output, process.stdin, <Program terminal={terminal} />));
process.stdout.write('left in peace\n');
