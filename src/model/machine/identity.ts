/** Identifies a process, even if its PID was or will be reused. */
export type Identity = {
  readonly pid: number;
  readonly startTicks: number;
  /** 0 if the kernel has none. */
  readonly pidfdInode: number;
};

/** Why an action on a process was refused; `gone` includes a PID that was reused. */
export type Refusal = {
  readonly ok: false;
  readonly code: string;
  readonly gone: boolean;
  /** It ended while it was changed by its PID: the change may have been applied to its successor. */
  readonly mayHaveStrayed?: true;
};

/** A sample, or the part of one that is needed here. */
type Identified = {
  readonly snapshot: {
    readonly processes: { readonly columns: Readonly<Record<keyof Identity, { readonly [slot: number]: number }>> };
  };
};

/** The identity of the process in this slot. */
export function identityOf({ snapshot }: Identified, slot: number): Identity {
  const { pid, startTicks, pidfdInode } = snapshot.processes.columns;
  return { pid: pid[slot], startTicks: startTicks[slot], pidfdInode: pidfdInode[slot] };
}
