# What a monitor in Python does: psutil with the fields of a list of processes.
import json
import sys
import time

import psutil

FIELDS = ["pid", "ppid", "name", "status", "cpu_times", "memory_info", "nice", "num_threads"]

for line in sys.stdin:
    before = time.process_time_ns()
    count = 0
    if line == "sample\n":
        count = sum(1 for _ in psutil.process_iter(FIELDS))
    print(json.dumps({"cpuMilliseconds": (time.process_time_ns() - before) / 1e6, "count": count}), flush=True)
