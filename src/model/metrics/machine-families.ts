import type { CpuTimes, Pressure } from '../machine/snapshot.js';
import { taskCounts } from '../sample/task-counts.js';
import { counter, type Family, gauge, info, type Put } from './family.js';

const PERIODS = ['1m', '5m', '15m'];
const STATES = ['running', 'sleeping', 'blocked', 'stopped', 'zombie', 'idle'] as const;
/** By their names in OpenTelemetry. */
const CPU_MODES = {
  ...{ user: 'user', nice: 'nice', system: 'system', idle: 'idle', iowait: 'iowait' },
  ...{ interrupt: 'irq', softirq: 'softirq', steal: 'steal' },
} as const;

/** The machine as a whole. */
// biome-ignore format: one line a family makes it a table
export const MACHINE_FAMILIES: readonly Family[] = [
  info('target_info', ['host_name', 'service_version'], 'The machine, and the version of what tells of it', ({ snapshot, own }, put) => put(1, snapshot.system.hostname, own.version)),
  info('ntop_build_info', ['version', 'node'], 'The version of ntop, and of Node that runs it', ({ own }, put) => put(1, own.version, own.node)),
  gauge('system_uptime_seconds', [], 'Time since the machine was started', ({ snapshot }, put) => put(snapshot.system.uptimeSeconds)),
  gauge('ntop_cpus', [], 'CPUs that are online', ({ snapshot }, put) => put(snapshot.system.cpus.length || undefined)),
  counter('system_cpu_time_seconds_total', ['cpu_mode'], 'Time that all CPUs together spent: user, nice, system, idle, iowait, interrupt, softirq, steal. Guests are in user and nice', ({ cpuTimes }, put) => {
    for (const [mode, of] of Object.entries(CPU_MODES) as [string, keyof CpuTimes][]) put(cpuTimes?.[of], mode);
  }),
  gauge('system_memory_limit_bytes', [], 'Memory of the machine', ({ snapshot }, put) => put(snapshot.system.memory?.totalBytes)),
  gauge('system_memory_linux_available_bytes', [], 'Memory that programs can get without swapping, as the kernel estimates it', ({ snapshot }, put) => put(snapshot.system.memory?.availableBytes)),
  gauge('system_memory_usage_bytes', ['state'], 'Memory by its use: used, free, buffers, cached (page cache and reclaimable slab). Together they are all memory', ({ snapshot: { system: { memory } } }, put) => {
    if (memory === undefined) return;
    const { totalBytes, freeBytes, buffersBytes, cachedBytes } = memory;
    put(Math.max(0, totalBytes - freeBytes - buffersBytes - cachedBytes), 'used');
    put(freeBytes, 'free');
    put(buffersBytes, 'buffers');
    put(cachedBytes, 'cached');
  }),
  gauge('system_memory_linux_slab_usage_bytes', ['state'], 'Memory of the kernel in slabs: reclaimable, unreclaimable', ({ snapshot: { system: { memory } } }, put) => {
    if (memory === undefined) return;
    put(memory.slabBytes - memory.unreclaimableSlabBytes, 'reclaimable');
    put(memory.unreclaimableSlabBytes, 'unreclaimable');
  }),
  gauge('system_paging_usage_bytes', ['state'], 'Swap: used, free', ({ snapshot: { system: { memory } } }, put) => {
    if (memory === undefined) return;
    put(memory.swapTotalBytes - memory.swapFreeBytes, 'used');
    put(memory.swapFreeBytes, 'free');
  }),
  counter('ntop_swap_io_bytes_total', ['dir'], 'Memory that was read from swap (in) and written to it (out)', ({ snapshot: { system: { memoryDetail } } }, put) => {
    put(memoryDetail?.swappedInBytes, 'in');
    put(memoryDetail?.swappedOutBytes, 'out');
  }),
  gauge('ntop_load_average', ['period'], 'Load average over 1m, 5m, 15m', ({ snapshot }, put) => {
    PERIODS.forEach((period, at) => { put(snapshot.system.load?.[at], period); });
  }),
  counter('ntop_pressure_seconds_total', ['resource', 'kind'], 'Time in which some tasks, or all (full), waited for cpu, memory, io', ({ snapshot: { system: { pressure } } }, put) => {
    putPressure(put, 'cpu', pressure.cpu);
    putPressure(put, 'memory', pressure.memory);
    putPressure(put, 'io', pressure.io);
  }),
  gauge('ntop_processes', ['state'], 'Processes and kernel threads: running, sleeping, blocked, stopped, zombie, idle', (reading, put) => {
    const counts = taskCounts(reading);
    for (const state of STATES) put(counts[state], state);
  }),
  counter('system_process_created_total', [], 'Processes and threads that were created', ({ snapshot }, put) => put(snapshot.system.forks)),
  counter('ntop_oom_kills_total', [], 'Processes that the kernel killed for memory', ({ snapshot: { system } }, put) => put(system.memoryDetail?.oomKills ?? system.oomKills)),
  gauge('ntop_sessions', ['kind'], 'Logins: ssh, console, graphical, other', ({ sessions }, put) => {
    for (const [kind, count] of sessions ?? []) put(count, kind);
  }),
];

function putPressure(put: Put, resource: string, pressure: Pressure | undefined): void {
  put(toSeconds(pressure?.someMicroseconds), resource, 'some');
  put(toSeconds(pressure?.fullMicroseconds), resource, 'full');
}

function toSeconds(microseconds: number | undefined): number | undefined {
  return microseconds === undefined ? undefined : microseconds / 1e6;
}
