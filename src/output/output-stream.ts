/** The output of a command. */
export type OutputStream = {
  /** Resolves when the text is written, rejects with the system's error. */
  readonly write: (text: string) => Promise<void>;
  readonly isTerminal: boolean;
  /** Cells per line; undefined: no limit. */
  readonly width: number | undefined;
  readonly unicode: boolean;
};

/** A pipe, a file or a terminal; for a terminal, lines are cut to its width. */
export function createOutputStream(
  stdout: NodeJS.WriteStream,
  width: number | undefined,
  unicode: boolean,
): OutputStream {
  const isTerminal = stdout.isTTY === true;
  // A failing stream also emits 'error' after the write's callback; without a listener that ends the program.
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

/** Waits for the printing. An abort or a closed pipe (EPIPE) ends it without an error. */
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
