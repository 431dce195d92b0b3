/** What the control groups above ntop itself allow; undefined where there is no limit, or it is not known. */
export type OwnLimits = {
  /** Of a CPU quota, or of a set of CPUs. */
  readonly cpus: number | undefined;
  /** What the group with the quota has used, with all below it; undefined for a set of CPUs. */
  readonly cpuSeconds: number | undefined;
  readonly memoryBytes: number | undefined;
  /** Of the group with the limit, with all below it and their page cache. */
  readonly memoryUsedBytes: number | undefined;
  /** When it was read. */
  readonly monotonicSeconds: number;
};
