/** The folder node_modules with these packages, such as ['publint@0.3.25']. */
export function installed(packages: readonly string[], ...flags: readonly string[]): string;
/** The program of a release of Node for a CPU. */
export function nodeRelease(release: string, arch?: string): string;
