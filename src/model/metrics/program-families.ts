import type { ControlGroup } from './control-groups.js';
import { counter, type Family, gauge, type Put } from './family.js';
import { type Counter, END_REASONS, type Gauge, type Program } from './program.js';
import { type MetricsReading, nothingIsSwapped } from './reading.js';

const OF_PROGRAM = ['program', 'unit'] as const;

/** Programs, control groups, and ntop itself. */
// biome-ignore format: one line a family makes it a table
export const PROGRAM_FAMILIES: readonly Family[] = [
  gauge('ntop_program_processes', OF_PROGRAM, 'Processes of a program', sum('processes')),
  gauge('ntop_program_threads', OF_PROGRAM, 'Threads of its processes', sum('threads')),
  gauge('ntop_program_fds', OF_PROGRAM, 'Open file descriptors', sum('fds')),
  gauge('ntop_program_fd_limit_ratio', OF_PROGRAM, 'Open file descriptors of one of its processes by their limit (RLIMIT_NOFILE): of that which is nearest to it', ofProgram(({ fdRatio }, put) => put(fdRatio))),
  gauge('ntop_program_connections', [...OF_PROGRAM, 'state'], 'TCP sockets: established, other (without those that listen). One that several processes have counts for the lowest PID', ofSockets(({ gauges }, put) => {
    put(gauges.established, 'established');
    put(gauges.otherConnections, 'other');
  })),
  gauge('ntop_program_listening_sockets', OF_PROGRAM, 'Listening sockets of TCP, and of UDP that are not connected', ofSockets(({ gauges }, put) => put(gauges.listening))),
  counter('ntop_program_cpu_time_seconds_total', OF_PROGRAM, 'CPU time, user and system', counts({ cpuSeconds: undefined })),
  counter('ntop_program_disk_io_bytes_total', [...OF_PROGRAM, 'dir'], 'Bytes read from and written to storage', counts({ readBytes: 'read', writeBytes: 'write' })),
  counter('ntop_program_network_io_bytes_total', [...OF_PROGRAM, 'dir'], 'Bytes that its TCP sockets received, and sent and had acknowledged; of a socket that was closed, up to the scrape before', ofSockets(({ counters }, put) => {
    put(counters.receivedBytes, 'receive');
    put(counters.sentBytes, 'transmit');
  })),
  counter('ntop_program_paging_faults_total', [...OF_PROGRAM, 'type'], 'Page faults: minor, major (read from storage)', counts({ minorFaults: 'minor', majorFaults: 'major' })),
  counter('ntop_program_started_total', OF_PROGRAM, 'How often it was started (exec)', ofEvents(({ counters }, put) => put(counters.started))),
  counter('ntop_program_ended_total', [...OF_PROGRAM, 'reason'], 'How its processes ended: exit (with status 0, or unknown), failure (with another status), signal, crash (by a signal whose default is a core), oom (killed for memory)', ofEvents(({ counters }, put) => {
    for (const reason of END_REASONS) put(counters[reason], reason);
  })),
  gauge('ntop_program_memory_usage_bytes', OF_PROGRAM, 'Resident memory of its processes; pages that they share count for each', sum('residentBytes')),
  gauge('ntop_program_virtual_bytes', OF_PROGRAM, 'Virtual memory', sum('virtualBytes')),
  gauge('ntop_program_swap_bytes', OF_PROGRAM, 'Memory in swap', (reading, put) => {
    const isNone = nothingIsSwapped(reading.snapshot.system);
    for (const { program, unit, gauges } of reading.programs.programs) put(isNone ? 0 : gauges.swapBytes, program, unit);
  }),
  gauge('ntop_program_oldest_start_time_seconds', OF_PROGRAM, 'When its oldest process was started, in seconds since 1970', (reading, put) => {
    const { bootTimeSeconds = Number.NaN, ticksPerSecond } = reading.snapshot.system;
    for (const { program, unit, oldestTicks } of reading.programs.programs) put(bootTimeSeconds + oldestTicks / ticksPerSecond, program, unit);
  }),
  gauge('ntop_program_names', ['state'], 'Programs with a name of their own: used, and how many there can be (limit). All others are "other"', ({ programs }, put) => {
    put(programs.names.used, 'used');
    put(programs.names.limit, 'limit');
  }),
  counter('ntop_group_cpu_time_seconds_total', ['group'], 'CPU time of a control group: a service, scope or container', ofGroup(({ counters }) => counters.cpuSeconds)),
  counter('ntop_group_cpu_throttled_seconds_total', ['group'], 'Time for which CPU quotas stopped its run queues: with n CPUs up to n seconds a second', ofGroup(({ counters }) => counters.throttledSeconds)),
  gauge('ntop_group_memory_usage_bytes', ['group'], 'Memory that counts for it, with its share of the page cache', ofGroup(({ memoryBytes }) => memoryBytes)),
  gauge('ntop_group_memory_limit_bytes', ['group'], 'Its own memory limit; none without one', ofGroup(({ memoryLimitBytes }) => memoryLimitBytes)),
  counter('ntop_group_oom_kills_total', ['group'], 'Processes in it that the kernel killed for memory', ofGroup(({ counters }) => counters.oomKills)),
  gauge('ntop_group_tasks', ['group'], 'Processes and threads in it', ofGroup(({ tasks }) => tasks)),
  gauge('ntop_scrape_duration_seconds', [], 'How long this scrape took to be read', ({ own }, put) => put(own.scrapeSeconds)),
  counter('ntop_scrape_cpu_seconds_total', [], 'CPU time of ntop for all scrapes before this one', ({ own }, put) => put(own.scrapeCpuSeconds)),
];

type PutOfProgram = (value: number, label?: string) => void;
type OfProgram = (program: Program, put: PutOfProgram) => void;

function ofProgram(read: OfProgram): Family['read'] {
  return ({ programs }, put) => {
    for (const program of programs.programs) putOf(program, read, put);
  };
}

function putOf(of: Program, read: OfProgram, put: Put): void {
  read(of, (value, label) =>
    label === undefined ? put(value, of.program, of.unit) : put(value, of.program, of.unit, label),
  );
}

function sum(gauge: Gauge): Family['read'] {
  return ofProgram(({ gauges }, put) => put(gauges[gauge]));
}

/** With the values of their last label. */
function counts(labels: Partial<Record<Counter, string | undefined>>): Family['read'] {
  const all = Object.entries(labels) as readonly [Counter, string | undefined][];
  return ofProgram(({ counters, unknown }, put) => {
    for (const [counter, label] of all) if (!unknown.has(counter)) put(counters[counter], label);
  });
}

/** Of processes whose descriptors are unknown it is unknown which sockets they have. */
function ofSockets(read: OfProgram): Family['read'] {
  const ofKnown = ofProgram((program, put) => {
    if (!Number.isNaN(program.gauges.fds)) read(program, put);
  });
  return (reading, put) => {
    if (reading.programs.areSocketsKnown) ofKnown(reading, put);
  };
}

function ofEvents(read: OfProgram): Family['read'] {
  const ofAll = ofProgram(read);
  return (reading, put) => {
    if (reading.programs.areEventsKnown) ofAll(reading, put);
  };
}

function ofGroup(read: (group: ControlGroup) => number): (reading: MetricsReading, put: Put) => void {
  return ({ groups }, put) => {
    for (const group of groups ?? []) put(read(group), group.name);
  };
}
