/** A sentence for the status line. */
export type Notice = { readonly text: string; readonly tone: 'normal' | 'good' | 'danger' };
