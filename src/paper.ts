import type { Paper } from './batch.js';

/** Where a command prints: a pipe, a file, or a terminal to whose width lines are cut. */
export function createPaper(stdout: NodeJS.WriteStream, width: number | undefined, unicode: boolean): Paper {
  const isTerminal = stdout.isTTY === true;
  // A stream that fails says so once more after the callback of the write, and an error that nobody hears is fatal.
  stdout.on('error', () => {});
  return {
    isTerminal,
    unicode,
    width: width ?? readWidth(process.env.COLUMNS) ?? (isTerminal && stdout.columns > 0 ? stdout.columns : undefined),
    write: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

function readWidth(text: string | undefined): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text ?? '') ? Number(text) : undefined;
}
