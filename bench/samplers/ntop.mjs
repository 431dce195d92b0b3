// One sample of ntop's probe, as the list of processes asks for it. The argument is the probe's bundle.
import { serve } from './serve.mjs';

const { createProbe } = await import(process.argv[2]);
const probe = createProbe();

serve(async () => {
  const { processes } = await probe.sample({ io: false, cgroup: false, threads: false, visibleSlots: [] });
  return processes.count;
});
