/** How long a test waits for what must come, however busy the machine is: only one that waits in vain notices. */
export const PATIENCE_MILLISECONDS = 100_000;
