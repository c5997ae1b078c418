"""A program whose workers print their process ids and then never end, to test that they end with it."""

import signal

from readiness.workers import pool
from tests.workers import hostile

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started without it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # and the process that starts the tests may ignore it
    tasks = ["where 1", *["hang"] * 7, "where 2", *["hang"] * 7]
    for _, answer in pool.run(tasks, hostile.act, pool.Limits(workers=2, seconds=600, memory_mb=256)):
        print(answer, flush=True)
