"""What git knows, asked of the git program. Nothing here writes, and nothing reaches out.

What git says to people is in their language, so only exit codes and data are read.

Every question works in a sub-directory of a repository, in a linked work tree, with a detached
HEAD and with any file name. Paths are relative to the workspace's root, which may lie below
the top of the repository.
"""

from __future__ import annotations

from release.adapters.git.history import History
from release.adapters.git.present import Present


class GitRepository(Present, History):
    """`Git` by the git program."""

    __slots__ = ()
