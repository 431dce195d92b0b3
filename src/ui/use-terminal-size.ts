import { useStdout } from 'ink';
import { useEffect, useState } from 'react';

export type TerminalSize = { readonly columns: number; readonly rows: number };

/** The size of the terminal, at least 1x1. Renders again when it changed, and when the whole screen must be drawn. */
export function useTerminalSize(): TerminalSize {
  const stdout = useStdout().stdout as NodeJS.WriteStream;
  const [size, setSize] = useState(() => sizeOf(stdout));
  useEffect(() => {
    const read = () => setSize(sizeOf(stdout));
    setSize((before) => (isSame(before, sizeOf(stdout)) ? before : sizeOf(stdout)));
    // A ScreenOutput emits the first, a bare stream as in a test the second.
    stdout.on('redraw', read).on('resize', read);
    return () => {
      stdout.off('redraw', read).off('resize', read);
    };
  }, [stdout]);
  return size;
}

function isSame(before: TerminalSize, now: TerminalSize): boolean {
  return before.columns === now.columns && before.rows === now.rows;
}

function sizeOf(stdout: NodeJS.WriteStream): TerminalSize {
  return { columns: Math.max(1, stdout.columns || 80), rows: Math.max(1, stdout.rows || 24) };
}
