# What a monitor in Python does: psutil's TCP connections, with their owners.
import json
import sys
import time

import psutil

for line in sys.stdin:
    before = time.process_time_ns()
    count = len(psutil.net_connections("tcp")) if line == "sample\n" else 0
    print(json.dumps({"cpuMilliseconds": (time.process_time_ns() - before) / 1e6, "count": count}), flush=True)
