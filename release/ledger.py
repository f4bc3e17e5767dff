"""`.changeset/ledger.jsonl`: what was released already, where no tag tells.

One JSON object a line, so that git can merge two sides by keeping the lines of both: their order
means nothing, and a line that is there twice counts once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from release.errors import Problem, StateError, Where

LEDGER = ".changeset/ledger.jsonl"
SCHEMA = 1

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CONFLICT = re.compile(r"<{7}|={7}|>{7}|\|{7}")


class Released(NamedTuple):
    """A version that is out, and the tag that a release of it has."""

    version: str
    tag: str


class Baseline(NamedTuple):
    """What an adopter declared as released: by package name, at a commit if there was one."""

    commit: str | None
    released: Mapping[str, Released]


class Ledger(NamedTuple):
    """The baselines of a ledger; lines of other kinds stay in the file."""

    baselines: tuple[Baseline, ...] = ()

    def versions(self, package: str) -> tuple[str, ...]:
        """The recorded versions of `package`, in the file's order."""
        found = (line.released.get(package) for line in self.baselines)
        return tuple(dict.fromkeys(released.version for released in found if released))

    @property
    def released_tags(self) -> frozenset[str]:
        """The tags that count as there, whether or not git has them."""
        return frozenset(
            released.tag for line in self.baselines for released in line.released.values()
        )


class _DamageError(Exception):
    """A line is not what a ledger holds; the text says why, and what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def parse_ledger(text: str | None) -> Ledger:
    """Read a ledger; None is the ledger that nobody has written yet.

    Raises:
        StateError: lines are damaged, left by a merge conflict, or of a newer version (all of
            them are told).
    """
    baselines = []
    problems = []
    for number, line in _lines(text or ""):
        try:
            baseline = _parse_line(line)
        except _DamageError as damage:
            problems.append(Problem(damage.message, Where(LEDGER, number), damage.hint))
        else:
            baselines += [baseline] if baseline else []
    StateError.raise_any(problems)
    return Ledger(tuple(baselines))


def append_baseline(text: str | None, released: Mapping[str, Released], commit: str | None) -> str:
    """The ledger's text with `released` recorded; `text` itself when all of it is already.

    Raises:
        StateError: `text` is damaged.
    """
    known = [line.released for line in parse_ledger(text).baselines]
    new = {
        package: each
        for package, each in released.items()
        if all(earlier.get(package) != each for earlier in known)
    }
    text = text or ""
    if not new:
        return text
    line_end = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{line_end}{_render(new, commit)}\n"


def _render(released: Mapping[str, Released], commit: str | None) -> str:
    rows = {name: {"version": each.version, "tag": each.tag} for name, each in released.items()}
    line = {"schema": SCHEMA, "kind": "baseline", "commit": commit, "released": rows}
    return json.dumps(line, separators=(",", ":"))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Every line that is not blank, with its number from 1."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip():
            yield number, line


def _parse_line(line: str) -> Baseline | None:
    """A baseline, or None for a kind that this version has no use for."""
    if _CONFLICT.match(line):
        raise _DamageError(
            "this line was left by a merge conflict",
            "keep the JSON lines of both sides and delete the conflict markers",
        )
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        raise _DamageError("this line is not JSON", _RESTORE) from None
    if not isinstance(document, dict) or "schema" not in document:
        raise _DamageError("this line is no entry of a ledger", _RESTORE)
    if document["schema"] != SCHEMA:
        raise _DamageError(
            f"this line has schema `{document['schema']}`, and this version reads {SCHEMA}",
            "update monorepo-release",
        )
    if document.get("kind") == "baseline":
        return _parse_baseline(document)
    return None


def _parse_baseline(document: Mapping[str, object]) -> Baseline:
    commit = document.get("commit")
    if commit is not None and not (isinstance(commit, str) and _COMMIT.fullmatch(commit)):
        raise _DamageError("`commit` of this baseline is neither a commit nor null", _RESTORE)
    rows = document.get("released")
    if not isinstance(rows, dict):
        raise _DamageError("`released` of this baseline is not an object", _RESTORE)
    return Baseline(commit, {name: _parse_released(name, row) for name, row in rows.items()})


def _parse_released(name: str, row: object) -> Released:
    if isinstance(row, dict):
        version, tag = row.get("version"), row.get("tag")
        if isinstance(version, str) and isinstance(tag, str):
            return Released(version, tag)
    raise _DamageError(f"`{name}` of this baseline has no `version` and `tag`", _RESTORE)


_RESTORE = f"restore it from the history: `git log -p -- {LEDGER}`"
