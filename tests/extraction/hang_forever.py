"""A program whose workers say who they are and then never end: what its own end does to them is tested."""

import signal

from readiness.workers import pool
from tests.extraction import hostile

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started without it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # and whoever starts the tests may have been told to ignore it
    tasks = ["where 1", *["hang"] * 7, "where 2", *["hang"] * 7]
    for _, answer in pool.run(tasks, hostile.act, pool.Limits(workers=2, seconds=600, memory_mb=256)):
        print(answer, flush=True)
