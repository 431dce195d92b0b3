import type { Snapshot } from '../model/machine/snapshot.js';

/**
 * Serials restart with the helper of every login. So that none ever means two processes, those after the first login begin
 * beyond all that were given; a process that was there before, by PID, start time and pidfd inode, keeps its own.
 */
export class Serials {
  private beyond = 0;
  private highest = 0;
  private kept: ReadonlyMap<number, number> = new Map();
  private last: Snapshot | undefined;
  private isFirst = true;

  /** A helper was started anew. */
  begin(): void {
    if (this.last === undefined) return;
    this.beyond = this.highest;
    this.kept = new Map();
    this.isFirst = true;
  }

  /** The snapshot under serials that hold across logins. */
  renumber(snapshot: Snapshot): Snapshot {
    const { processes } = snapshot;
    if (this.isFirst && this.last !== undefined) this.kept = this.again(snapshot, this.last);
    this.isFirst = false;
    const told = processes.columns.serial;
    const serial = this.beyond === 0 ? told : told.map((own) => this.of(own));
    for (let slot = 0; slot < processes.slots; slot++) if (serial[slot] > this.highest) this.highest = serial[slot];
    this.last = { ...snapshot, processes: { ...processes, columns: { ...processes.columns, serial } } };
    return this.beyond === 0 ? snapshot : this.last;
  }

  private of(own: number): number {
    return own === 0 ? 0 : (this.kept.get(own) ?? this.beyond + own);
  }

  /** Serials of the new login's first sample that stand for a process of the last sample: of the same boot only. */
  private again(now: Snapshot, before: Snapshot): ReadonlyMap<number, number> {
    const kept = new Map<number, number>();
    if (!isSameBoot(now, before)) return kept;
    const known = new Map<string, number>();
    for (const [key, serial] of keysOf(before)) known.set(key, serial);
    for (const [key, serial] of keysOf(now)) {
      const old = known.get(key);
      if (old !== undefined) kept.set(serial, old);
    }
    return kept;
  }
}

/** The boot times are computed from clocks that are set now and then. */
const SAME_BOOT_SECONDS = 5;

function isSameBoot({ system: now }: Snapshot, { system: before }: Snapshot): boolean {
  const apart = Math.abs((now.bootTimeSeconds ?? Number.NaN) - (before.bootTimeSeconds ?? Number.NaN));
  return (
    now.hostname === before.hostname && apart <= SAME_BOOT_SECONDS && now.monotonicSeconds >= before.monotonicSeconds
  );
}

function* keysOf({ processes: { slots, columns } }: Snapshot): Generator<readonly [string, number]> {
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] === 0) continue;
    yield [`${columns.pid[slot]} ${columns.startTicks[slot]} ${columns.pidfdInode[slot]}`, columns.serial[slot]];
  }
}
