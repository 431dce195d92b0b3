export type Sort = { readonly columnId: string; readonly descending: boolean };

/** `-cpuPercent` is largest first, `+pid` or `pid` smallest first. */
export function parseSort(text: string): Sort {
  return { columnId: text.replace(/^[+-]/, ''), descending: text.startsWith('-') };
}

export function sortSetting({ columnId, descending }: Sort): string {
  return `${descending ? '-' : '+'}${columnId}`;
}
