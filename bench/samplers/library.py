# The same ten attributes with psutil.
import json
import sys
import time

import psutil

ATTRIBUTES = [
    *["pid", "ppid", "name", "username", "status"],
    *["cpu_percent", "memory_info", "create_time", "num_threads", "cmdline"],
]

for line in sys.stdin:
    before = time.process_time_ns()
    count = 0
    if line == "sample\n":
        count = sum(len(process.info) == len(ATTRIBUTES) for process in psutil.process_iter(ATTRIBUTES))
    print(json.dumps({"cpuMilliseconds": (time.process_time_ns() - before) / 1e6, "count": count}), flush=True)
