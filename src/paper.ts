import type { Paper } from './batch.js';

/** Where a command prints: a pipe, a file, or a terminal to whose width lines are cut. */
export function createPaper(stdout: NodeJS.WriteStream, width: number | undefined, unicode: boolean): Paper {
  const isTerminal = stdout.isTTY === true;
  return {
    isTerminal,
    unicode,
    width: width ?? readWidth(process.env.COLUMNS) ?? (isTerminal ? stdout.columns : undefined),
    write: (text) =>
      new Promise((resolve, reject) => {
        stdout.once('error', reject);
        stdout.write(text, (error) => {
          stdout.off('error', reject);
          if (error) reject(error);
          else resolve();
        });
      }),
  };
}

function readWidth(text: string | undefined): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text ?? '') ? Number(text) : undefined;
}
