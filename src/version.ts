/** From package.json, put in by the build. */
declare const NTOP_VERSION: string;
/** The commit that was built, put in by the build from git. */
declare const NTOP_COMMIT: string | undefined;

export const version: string = NTOP_VERSION;

/** Undefined where it was built without git; with `-dirty` if there were other changes too. */
export const commit: string | undefined = typeof NTOP_COMMIT === 'undefined' ? undefined : NTOP_COMMIT;
