"""Asks the questions of `changeset.add` on this terminal; the answers go to a file.

usage: python program.py CASE OUTCOME

CASE is JSON: {"offers": [[name, version, next major, changed]], "message": null, "edited": ""},
where a changed package has two changed files, and `edited` is what the editor makes of the text,
or null for an editor that does not start.
OUTCOME becomes JSON: the answers, null, or "interrupted"; and what the editor was given.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from release.authoring import Changed, Choices, Offer
from release.consequences import Consequence, Foresight
from release.errors import StateError
from release.model import Bump, PlannedRelease
from release.tasks.prompts import ask


def main(case: Path, outcome: Path) -> None:
    """Ask, and tell what came of it."""
    given = json.loads(case.read_text("utf-8"))
    opened: list[str] = []

    def edit(text: str) -> str:
        opened.append(text)
        if given["edited"] is None:
            raise FileNotFoundError("no such editor")
        return str(given["edited"])

    told = _told(_choices(given), given["message"], edit)
    outcome.write_text(json.dumps({"told": told, "opened": opened}), "utf-8")


def _choices(given: dict[str, Any]) -> Choices:
    offers = [
        Offer(
            name,
            version,
            {Bump.PATCH: "1.0.1", Bump.MAJOR: major},
            changed=Changed(("src/queue.rs", "src/\x1b[8mjob.rs"), 1) if changed else None,
        )
        for name, version, major, changed in given["offers"]
    ]
    return Choices(tuple(offers), "main", given.get("unknown", ""))


def _preview(bumps: Mapping[str, Bump]) -> Foresight:
    """A plan in which every package that is named moves, and one more."""
    names = [*bumps, "a-dependent"]
    releases = [PlannedRelease(name, Bump.PATCH, "1.0.0", "1.0.1") for name in names]
    return Foresight(tuple(Consequence(each, None) for each in releases), ("why",) * len(names), 2)


def _told(choices: Choices, message: str | None, edit: Any) -> Any:
    try:
        answers = ask(choices, message, edit, _preview)
    except KeyboardInterrupt:
        return "interrupted"
    except StateError as error:
        return str(error)
    if answers is None:
        return None
    bumps = [[name, str(bump)] for name, bump in answers.bumps.items()]
    return {"bumps": bumps, "summary": answers.summary}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
