"""Releases of the past, once more: what was made, and what would have been made of the same tree.

Nothing here reads a tree by itself or decides a release: `steps.replay` does.
"""

from release.replay.compare import Compared, Difference, Moved, compare
from release.replay.past import Past, consumes_changesets, moves_versions

__all__ = [
    "Compared",
    "Difference",
    "Moved",
    "Past",
    "compare",
    "consumes_changesets",
    "moves_versions",
]
