"""`baseline` lines: what an adopter declared as released, and what git's history had consumed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.ledger.damage import SCHEMA, DamageError
from release.ledger.intents import Intent, parse_intents

KIND = "baseline"

_COMMIT = r"[0-9a-f]{40}|[0-9a-f]{64}"


class Released(NamedTuple):
    """A version that is out, and the tag that a release of it has."""

    version: str
    tag: str


class Baseline(NamedTuple):
    """What was out, by package name, and what had been consumed, at a commit if there was one."""

    commit: str | None
    released: Mapping[str, Released]
    intents: tuple[Intent, ...] = ()


def render_baseline(baseline: Baseline) -> str:
    """The line, without its end."""
    line: dict[str, object] = {
        "schema": SCHEMA,
        "kind": KIND,
        "commit": baseline.commit,
        "released": {
            name: {"version": each.version, "tag": each.tag}
            for name, each in baseline.released.items()
        },
    }
    if baseline.intents:
        line["intents"] = [intent.document() for intent in baseline.intents]
    return json.dumps(line, separators=(",", ":"))


def parse_baseline(document: Mapping[str, object]) -> Baseline:
    """The baseline in a line's JSON.

    Raises:
        DamageError: it is not what we write.
    """
    commit = document.get("commit")
    if commit is not None and not (isinstance(commit, str) and re.fullmatch(_COMMIT, commit)):
        raise DamageError("`commit` of this baseline is neither a commit nor null")
    rows = document.get("released")
    if not isinstance(rows, dict):
        raise DamageError("`released` of this baseline is not an object")
    released = {name: _parse_released(name, row) for name, row in rows.items()}
    return Baseline(commit, released, parse_intents(document.get("intents", ())))


def without_known(baseline: Baseline, known: Sequence[Baseline]) -> Baseline:
    """The baseline without the versions that another one has already."""
    new = {
        package: each
        for package, each in baseline.released.items()
        if all(earlier.released.get(package) != each for earlier in known)
    }
    return baseline._replace(released=new)


def _parse_released(name: str, row: object) -> Released:
    if isinstance(row, dict):
        version, tag = row.get("version"), row.get("tag")
        if isinstance(version, str) and isinstance(tag, str):
            return Released(version, tag)
    raise DamageError(f"`{name}` of this baseline has no `version` and `tag`")
