/** Name and text of each page of docs/api. */
export function apiPages(): ReadonlyMap<string, string>;
