/** Where a command prints. */
export type Paper = {
  /** Resolves when the text is gone, and rejects with the system's error. */
  readonly write: (text: string) => Promise<void>;
  readonly isTerminal: boolean;
  /** Cells of a line; undefined: no limit. */
  readonly width: number | undefined;
  readonly unicode: boolean;
};

/** A pipe, a file, or a terminal to whose width lines are cut. */
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

/** Waits for what prints. That it was told to stop, or nobody reads any more, is no failure: there was enough. */
export async function untilEnough(printing: Promise<void>): Promise<void> {
  try {
    await printing;
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && name !== 'AbortError') throw error;
  }
}

function readWidth(text: string | undefined): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text ?? '') ? Number(text) : undefined;
}
