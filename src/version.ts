/** From package.json, put in by the build. */
declare const NTOP_VERSION: string;

export const version: string = NTOP_VERSION;
