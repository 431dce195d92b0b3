/** Lays everything that npm packs into the folder; `prebuilds` and `helpers` are the files of both by their names. */
export function stagePackage(
  folder: string,
  prebuilds: Readonly<Record<string, string>>,
  helpers: Readonly<Record<string, string>>,
): Promise<void>;
/** The packed package.json. */
export function manifest(): { readonly name: string; readonly version: string };
