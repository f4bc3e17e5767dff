"""Conflicts that git leaves, solved as an operator would solve them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from release.ledger import LEDGER
from release.versions import Precedence, highest, is_below, parse, precedence

_HEADING = re.compile(r"^(?=## )", re.MULTILINE)


def solved(path: str, texts: Sequence[str]) -> str:
    """Versions by maximum; of two texts of one changeset ours; what one side lacks from the other.

    The ledger conflicts only where the revert of the first release took its driver away; then its
    lines are kept as git would have.
    """
    if path == LEDGER:
        return "".join(dict.fromkeys(line for text in texts for line in text.splitlines(True)))
    if not path.endswith("package.json"):
        return texts[0]
    found = [json.loads(text)["version"] for text in texts]
    return texts[found.index(highest(found))]


def solved_changelog(texts: Sequence[str], current: str) -> str:
    """The sections of both sides, but none beyond the version that the package has.

    Where git has merged a revert into the version, whoever kept its section would tell of a release
    that nothing else has.
    """
    title, *_ = _HEADING.split(texts[0])
    sections: dict[str, str] = {}
    for text in texts:
        for section in _HEADING.split(text)[1:]:
            heading, _, body = section.partition("\n")
            known = sections.setdefault(heading.removeprefix("## "), "")
            new = [line for line in body.splitlines() if line not in known.splitlines()]
            sections[heading.removeprefix("## ")] = known + "".join(f"{line}\n" for line in new)
    there = [version_ for version_ in sections if not is_below(current, version_)]
    ordered = sorted(there, key=_precedence, reverse=True)
    return title + "".join(f"## {version_}\n{sections[version_]}\n" for version_ in ordered)


def is_changelog(path: str) -> bool:
    return path.endswith("CHANGELOG.md")


def _precedence(text: str) -> Precedence:
    version_ = parse(text)
    assert version_ is not None, text
    return precedence(version_)
