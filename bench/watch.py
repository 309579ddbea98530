"""The watch, and the line that is printed: what `src/watch.rs` is for ours."""

import json
import os
import resource
import time

THREADS = int(os.environ.get("POLARS_MAX_THREADS", "1"))


def timed(work):
    """What the work gives, and how long it took: by the clock, and of the processor, all threads together."""
    began, processor = time.perf_counter(), time.process_time()
    done = work()
    return done, {"seconds": time.perf_counter() - began, "processor_seconds": time.process_time() - processor}


def warm(work):
    """The second of two runs, the first of which warms caches and the allocator. COLD=1: the one and only."""
    if os.environ.get("COLD") != "1":
        work()
    return timed(work)


def print_line(what, tool, **values):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000
    line = {"what": what, "tool": os.environ.get("LABEL", tool), "threads": THREADS, **values, "peak_mb": peak}
    print(json.dumps(line))


def duckdb_base():
    import duckdb

    base = duckdb.connect()
    base.execute(f"SET threads = {THREADS}")
    return base
