"""A folder of files, and processes of their own for what must not befall the tests."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from release.adapters.disk import Disk

MINE = 0o640


def tree(root: Path) -> dict[str, str]:
    """Every file's content below `root`."""
    return {
        str(path.relative_to(root)): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def write(root: Path, path: str, text: str | None) -> None:
    """Give the file its content, or remove it."""
    Disk(root).prepare({path: text})()


def no_large_files() -> None:
    """Let this process write 1000 bytes and no more: a full disk, without one."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def in_a_child(root: Path, code: str, limit: Callable[[], None] | None = None) -> str:
    """What `code` says on a `Disk` in a process of its own."""
    program = (
        "import sys; from pathlib import Path; from release.adapters.disk import Disk; "
        "from release.errors import StateError\n"
        "import release.adapters.replace\n"  # before `code` takes away what loading it needs
        "disk = Disk(Path(sys.argv[1]))\n"
        f"try:\n    {code}\nexcept StateError as error:\n    print(error)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(root)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout
