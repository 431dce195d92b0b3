/** A process as an action sees it: enough to tell it from any other that had or gets its PID. */
export type Identity = {
  readonly pid: number;
  readonly startTicks: number;
  /** 0 where the kernel has none. */
  readonly pidfdInode: number;
};

/** The ways in which acting on a process can be refused; `gone` includes a PID that is another's by now. */
export type Refusal = {
  readonly ok: false;
  readonly code: string;
  readonly gone: boolean;
  /** It ended just when it was changed by its PID, so that the change may have met the next process with that PID. */
  readonly mayHaveStrayed?: true;
};

/** A sample, or what has as much of one. */
type Identified = {
  readonly snapshot: {
    readonly processes: { readonly columns: Readonly<Record<keyof Identity, { readonly [slot: number]: number }>> };
  };
};

/** What tells the process in this slot from every other that had or will have its PID. */
export function identityOf({ snapshot }: Identified, slot: number): Identity {
  const { pid, startTicks, pidfdInode } = snapshot.processes.columns;
  return { pid: pid[slot], startTicks: startTicks[slot], pidfdInode: pidfdInode[slot] };
}
