"""`.changeset/ledger.jsonl`: what was released already, and which changesets that consumed.

One JSON object a line, so that git can merge two sides by keeping the lines of both: their order
means nothing, and a line that is there twice counts once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from release.errors import Problem, StateError, Where
from release.ledger import baseline as baselines
from release.ledger import release as releases
from release.ledger.baseline import Baseline, Released, render_baseline, without_known
from release.ledger.damage import LEDGER, SCHEMA, DamageError
from release.ledger.intents import Intent, hash_of
from release.ledger.release import Release, render_release

__all__ = [
    "LEDGER",
    "Baseline",
    "Intent",
    "Ledger",
    "Release",
    "Released",
    "append_baseline",
    "append_line",
    "hash_of",
    "parse_ledger",
    "render_release",
]

_CONFLICT = r"<{7}|={7}|>{7}|\|{7}"


class Ledger(NamedTuple):
    """The baselines and the releases of a ledger; lines of other kinds stay in the file."""

    baselines: tuple[Baseline, ...] = ()
    releases: tuple[Release, ...] = ()

    def versions(self, package: str) -> tuple[str, ...]:
        """The versions of `package` that a baseline has, in the file's order.

        A release's are not among them: that a version was made does not tell that it is out.
        """
        found = (line.released.get(package) for line in self.baselines)
        return tuple(dict.fromkeys(released.version for released in found if released))

    def made(self, package: str, version: str) -> bool:
        """Whether a release line says that we made this version of `package`."""
        moves = (line.moves.get(package) for line in self.releases)
        return any(move is not None and move[1] == version for move in moves)

    @property
    def released_tags(self) -> frozenset[str]:
        """The tags that count as there, whether or not git has them."""
        return frozenset(
            released.tag for line in self.baselines for released in line.released.values()
        )

    def consumed(self, *, prereleases: bool = False) -> Iterator[Intent]:
        """The intents of all lines, some of them twice; those of prereleases only if asked for."""
        for baseline in self.baselines:
            yield from baseline.intents
        for release in self.releases:
            if prereleases or release.pre is None:
                yield from release.intents


_RESTORE = f"put it back as it was: `git log -p {LEDGER}` shows it"


def parse_ledger(text: str | None) -> Ledger:
    """Read a ledger; None is the ledger that nobody has written yet.

    Raises:
        StateError: lines are damaged, left by a merge conflict, or of a newer version (all of
            them are told).
    """
    found: list[Baseline | Release] = []
    problems = []
    for number, line in _lines(text or ""):
        try:
            parsed = _parse_line(line)
        except DamageError as damage:
            problems.append(Problem(damage.message, Where(LEDGER, number), damage.hint or _RESTORE))
        else:
            found += [parsed] if parsed else []
    StateError.raise_any(problems)
    return Ledger(
        tuple(line for line in found if isinstance(line, Baseline)),
        tuple(line for line in found if isinstance(line, Release)),
    )


def append_line(text: str | None, line: str) -> str:
    """The ledger's text with `line` at its end; `text` itself when it has that line already."""
    text = text or ""
    if line in text.splitlines():
        return text
    line_end = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{line_end}{line}\n"


def append_baseline(text: str | None, baseline: Baseline) -> str:
    """The ledger's text with `baseline` recorded; `text` itself when all of it is already.

    Raises:
        StateError: `text` is damaged.
    """
    ledger = parse_ledger(text)
    known = {each.key for each in ledger.consumed()}
    intents = tuple(each for each in baseline.intents if each.key not in known)
    new = without_known(baseline, ledger.baselines)._replace(intents=intents)
    if not new.released and not new.intents:
        return text or ""
    return append_line(text, render_baseline(new))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Every line that is not blank, with its number from 1."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip():
            yield number, line


def _parse_line(line: str) -> Baseline | Release | None:
    """What the line says, or None for a kind that this version has no use for."""
    document = _parse_json(line)
    if not isinstance(document, dict) or "schema" not in document:
        raise DamageError("this line is not an entry of the ledger")
    if document["schema"] != SCHEMA:
        raise DamageError(
            f"this line has schema `{document['schema']}`, and this version reads {SCHEMA}",
            "update monorepo-release",
        )
    if document.get("kind") == baselines.KIND:
        return baselines.parse_baseline(document)
    if document.get("kind") == releases.KIND:
        return releases.parse_release(document)
    return None


def _parse_json(line: str) -> object:
    if re.match(_CONFLICT, line):
        raise DamageError(
            "this line was left by a merge conflict",
            "keep the JSON lines of both sides and delete the conflict markers",
        )
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and line[error.pos] == "{":
            raise DamageError(
                "this line is two entries that a merge has glued together",
                f"begin a new line before its character {error.pos + 1}",
            ) from None
        raise DamageError("this line is not JSON") from None
    except (ValueError, RecursionError):
        raise DamageError("this line is not JSON") from None
