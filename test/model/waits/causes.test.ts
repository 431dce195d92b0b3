import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/model/machine/machine.js';
import { CAUSES, causeOf, serverCauseOf } from '../../../src/model/waits/causes.js';

const DENIED = { refused: 'EACCES' } as const;

type Known = { readonly stack?: string; readonly channel?: string; readonly call?: string; readonly type?: string };

function cause({ stack, channel, call, type }: Known) {
  const part = (text: string | undefined): Part<string> => (text === undefined ? DENIED : { value: text });
  return causeOf({
    stack: stack === undefined ? DENIED : { value: stack.split(' ') },
    waitChannel: part(channel),
    systemCall: part(call),
    fileSystem: type,
  });
}

describe('what a task waits for', () => {
  it.each([
    ['frozen', 'percpu_rwsem_wait mnt_want_write path_openat do_filp_open do_sys_openat2 do_syscall_64'],
    ['frozen', 'percpu_rwsem_wait vfs_write ksys_write do_syscall_64'],
    ['frozen', '__sb_start_write ext4_page_mkwrite do_page_mkwrite do_fault'],
    ['lock', 'percpu_rwsem_wait cgroup_attach_lock copy_process kernel_clone'],
    ['nfs', 'rpc_wait_bit_killable __rpc_execute rpc_execute nfs4_call_sync nfs4_proc_getattr'],
    ['nfs', 'io_schedule folio_wait_bit_common nfs_file_read vfs_read'],
    ['fuse', 'request_wait_answer fuse_simple_request fuse_lookup_name fuse_lookup'],
    ['reclaim', 'io_schedule folio_wait_writeback shrink_folio_list try_to_free_mem_cgroup_pages'],
    ['reclaim', 'io_schedule swap_readpage do_swap_page handle_mm_fault'],
    ['journal', 'jbd2_log_wait_commit ext4_sync_file do_fsync'],
    ['journal', 'xlog_wait_on_iclog xfs_log_force_seq xfs_file_fsync'],
    ['storage', 'io_schedule folio_wait_bit_common filemap_read vfs_read'],
    ['storage', 'io_schedule balance_dirty_pages generic_perform_write ext4_file_write_iter'],
    ['lock', 'rwsem_down_write_slowpath down_write do_unlinkat'],
    ['lock', '__mutex_lock uevent_show'],
    ['other', 'kernel_clone __do_sys_vfork do_syscall_64'],
  ] as const)('is %s with the stack %s', (expected, stack) => {
    expect(cause({ stack, channel: 'x' })).toBe(expected);
  });

  it.each([
    ['frozen', { channel: 'percpu_rwsem_wait', call: 'mkdir' }],
    ['lock', { channel: 'percpu_rwsem_wait', call: 'clone' }],
    ['lock', { channel: 'percpu_rwsem_wait' }],
    ['storage', { channel: 'io_schedule', call: 'read' }],
    ['nfs', { channel: 'folio_wait_bit_common', type: 'nfs4' }],
    ['fuse', { channel: 'd_alloc_parallel', type: 'fuse.sshfs' }],
    ['fuse', { channel: 'request_wait_answer' }],
    ['other', { channel: 'kernel_clone' }],
  ] as const)('is %s without a stack, with %j', (expected, known) => {
    expect(cause(known)).toBe(expected);
  });

  it('is not known where nothing may be known, whatever the file system is', () => {
    expect(cause({ call: 'read', type: 'nfs' })).toBeUndefined();
  });

  it('is no cause that it has not got the word for', () => {
    expect(CAUSES).toHaveLength(new Set(CAUSES).size);
    expect([...CAUSES].sort()).toEqual(
      'frozen fuse journal lock nfs other reclaim runQueue storage throttled zombie'.split(' '),
    );
  });

  it('is a server for a sleep that can be interrupted, and nothing for other such sleeps', () => {
    expect(['request_wait_answer', 'rpc_wait_bit_killable', 'nfs_wait_on_request'].map(serverCauseOf)).toEqual([
      'fuse',
      'nfs',
      'nfs',
    ]);
    // The server of a FUSE file system itself waits for requests.
    expect(['', 'fuse_dev_do_read', 'do_epoll_wait', 'io_schedule'].map(serverCauseOf)).toEqual(
      Array(4).fill(undefined),
    );
  });
});
