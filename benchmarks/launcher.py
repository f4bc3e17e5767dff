"""Run one command, and write down what it took: seconds, seconds of processors, KiB.

    python -I -S launcher.py FILE COMMAND ...

It is so small because the peak memory of a process begins with that of whoever started it.
"""

import os
import sys
import time


def main() -> None:
    """Run it to its end, and end as it did."""
    file, *command = sys.argv[1:]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - start
    processor = used.ru_utime + used.ru_stime
    with open(file, "w", encoding="ascii") as told:  # noqa: PTH123  pathlib would be most of it
        told.write(f"{wall} {processor} {used.ru_maxrss}")
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
