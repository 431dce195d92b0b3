/** What is wrong with these sources, a sentence each; empty when nothing is. Paths are as below the root: src/main.ts. */
export function problemsIn(sources: ReadonlyMap<string, string>): readonly string[];
/** All files of src by their paths. */
export function readSources(root: string): ReadonlyMap<string, string>;
/** The rooms of src and of src/model as ARCHITECTURE.md draws them. */
export function drawing(): string;
