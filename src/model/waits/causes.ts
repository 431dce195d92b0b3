import type { WaitFacts } from '../machine/wait-facts.js';

/** What a task may wait for. Scripts rely on these words. */
export const CAUSES = [
  ...(['frozen', 'nfs', 'fuse', 'reclaim', 'journal', 'storage', 'lock'] as const),
  ...(['runQueue', 'throttled', 'zombie', 'other'] as const),
] as const;

export type Cause = (typeof CAUSES)[number];

/** The same in words. */
export const CAUSE_TEXTS: Readonly<Record<Cause, string>> = {
  frozen: 'frozen file system',
  nfs: 'NFS server',
  fuse: 'FUSE server',
  reclaim: 'memory reclaim',
  journal: 'journal',
  storage: 'storage',
  lock: 'kernel lock',
  runQueue: 'CPU',
  throttled: 'CPU quota',
  zombie: 'zombie',
  other: 'other',
};

type Rule = {
  readonly cause: Cause;
  /** A function of the kernel on the stack, wherever. */
  readonly function: RegExp;
  /** And another one. */
  readonly with?: RegExp;
};

/**
 * The first rule that fits decides: a task that frees memory by writing pages out waits for memory, not for the storage, and
 * one that waits for a page of a file server waits for the server.
 */
const RULES: readonly Rule[] = [
  {
    cause: 'frozen',
    function: /^(percpu_rwsem_wait|__percpu_down_read|__sb_start_write|sb_wait_write)$/,
    with: /^(mnt_want_write|__?sb_start|vfs_|do_iter_|do_sys_f?truncate|do_fallocate|file_start_write|do_page_mkwrite|.*_page_mkwrite|iterate_dir|touch_atime|file_update_time)/,
  },
  { cause: 'nfs', function: /^(nfs\d?_|rpc_|__rpc_|xprt_|nlmclnt_)/ },
  { cause: 'fuse', function: /^(request_wait_answer|__?fuse_(simple_)?request|fuse_(?!dev_))/ },
  {
    cause: 'reclaim',
    function:
      /^(try_to_free_|shrink_|throttle_direct_reclaim|reclaim_throttle|mem_cgroup_handle_over_high|do_swap_page|swap_read|swapin_|compact_zone|__alloc_pages_slowpath|__alloc_pages_direct)/,
  },
  {
    cause: 'journal',
    function:
      /^(jbd2_|start_this_handle|add_transaction_credits|wait_transaction_locked|do_get_write_access|xlog_|xfs_log_|btrfs_(commit|wait_for_commit|sync_log|wait_log)|wait_log_commit|f2fs_issue_(flush|checkpoint)|journal_)/,
  },
  {
    cause: 'storage',
    function:
      /^(io_schedule|bit_wait_io|wait_on_page|folio_wait_|__?lock_(page|folio)|folio_lock|wait_on_buffer|__wait_on_buffer|sync_bh|blk_|__blk_|submit_bio_wait|rq_qos_wait|wbt_wait|balance_dirty_pages|wait_on_inode|inode_dio_wait|blkdev_|read_extent_buffer|dm_|md_|raid\d+_|zio_wait|cv_wait_common|txg_wait)/,
  },
  {
    cause: 'lock',
    function:
      /^(rwsem_|__down_|down_(read|write)|percpu_|__mutex_|mutex_lock|rt_mutex|futex_|__futex_|do_futex|__down$|lock_rename|__lock_sock|lock_sock)/,
  },
];

/** Calls that write to a file system, where the lock that is waited for does not say what it guards. */
const WRITING =
  /^(write|pwrite|writev|pwritev|open|openat|creat|mkdir|mknod|unlink|rmdir|rename|link|symlink|fchmod|chmod|fchown|chown|truncate|ftruncate|fallocate|utimens)/;

/** The cause of a task's wait; undefined if nothing is known of it. The stack decides, then the wait channel, then the call. */
export function causeOf(
  facts: Pick<WaitFacts, 'waitChannel' | 'stack' | 'systemCall' | 'fileSystem'>,
): Cause | undefined {
  const stack = 'value' in facts.stack ? facts.stack.value : [];
  const channel = 'value' in facts.waitChannel ? [facts.waitChannel.value] : [];
  const call = 'value' in facts.systemCall ? facts.systemCall.value : '';
  if (stack.length === 0 && channel.length === 0) return undefined;
  const found = ruled(stack) ?? ruled(channel) ?? 'other';
  if (found === 'lock' && stack.length === 0 && channel[0] === 'percpu_rwsem_wait' && WRITING.test(call))
    return 'frozen';
  return found === 'storage' || found === 'other' ? (causeOfServer(facts.fileSystem) ?? found) : found;
}

/** The cause by the wait channel alone, for tasks whose sleep can be interrupted; undefined for any other sleep. */
export function serverCauseOf(waitChannel: string): Cause | undefined {
  const cause = waitChannel === '' ? undefined : ruled([waitChannel]);
  return cause === 'nfs' || cause === 'fuse' ? cause : undefined;
}

function ruled(functions: readonly string[]): Cause | undefined {
  return RULES.find(
    (rule) =>
      functions.some((name) => rule.function.test(name)) && functions.some((name) => (rule.with ?? /^/).test(name)),
  )?.cause;
}

function causeOfServer(fileSystem: string | undefined): Cause | undefined {
  if (fileSystem === undefined) return undefined;
  if (/^nfs\d?$/.test(fileSystem)) return 'nfs';
  return /^fuse(\.|$)/.test(fileSystem) ? 'fuse' : undefined;
}
