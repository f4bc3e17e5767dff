"""The front desk: Invoke collections, flags, printing and exit codes.

`namespace` is all that a repository's tasks.py needs. Where Invoke's own program loads it, that
program speaks as `release` does from then on (`command_line.join`).
"""

import sys

# Invoke switches bytecode off before it loads tasks, so that without this line every start
# would compile the whole package anew where the installer did not (uv, an editable install).
sys.dont_write_bytecode = bool(sys.flags.dont_write_bytecode)

from release.tasks.command_line import join  # noqa: E402  the line above must come first
from release.tasks.namespace import namespace  # noqa: E402  as above

__all__ = ["namespace"]

join()
