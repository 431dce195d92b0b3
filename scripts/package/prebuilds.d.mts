type Target = { readonly name: string; readonly libc: 'glibc' | 'musl'; readonly cpu: string; readonly debian: string };

/** `name` is that of the file, `cpu` the beginning of the names of compiler and binutils. */
export const TARGETS: readonly Target[];
/** A program of one source and all of the target's probe that is not Node's; gives the file. */
export function buildProgram(target: Target, source: string, folder: string, flags?: readonly string[]): string;

/** The name of the file of the helper that is sent to another machine of the target's CPU. */
export declare function helperName(target: Target): string;
