"""Past releases of another tool, made once more with what `setup.init --from` makes of it.

    python -m tests.converted CLONE --from covector --releases 20

Told is a line a release, and each package that would have come to another version.
"""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path

from release.adapters.git.past import earlier_commits, past_commits
from release.adoption.conversions import SHELF
from release.replay import Compared
from release.steps.conversion import proof


def main() -> int:
    """Replay, and end with the counts; 1 when a version differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clone", type=Path)
    parser.add_argument("--from", dest="tool", choices=[*SHELF], required=True)
    parser.add_argument("--releases", type=int, default=20)
    options = parser.parse_args()
    converter = SHELF[options.tool]
    pasts = past_commits(options.clone, os.environ, converter.MARKS, converter.may_release)
    commits = partial(earlier_commits, options.clone, os.environ)
    found = [_told(each) for each in proof(converter, pasts, commits, options.releases)]
    print(f"{options.clone}: {len(found)} releases, {found.count(False)} differ")
    return 0 if all(found) else 1


def _told(found: Compared) -> bool:
    past = found.past
    word = found.trouble or ("same" if found.has_same_versions else "DIFFERS")
    print(f"{past.commit[:10]} {past.date} {word} ({len(found.moved)} packages): {past.subject}")
    for each in found.moved:
        if not each.is_same:
            print(f"    {each.package}: {each.before} -> {each.theirs}, ours {each.ours}")
    return found.has_same_versions


if __name__ == "__main__":
    sys.exit(main())
