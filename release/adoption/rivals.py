"""Workflows that make releases already: two that do are one too many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from release.errors import Where

_ACTIONS = (
    *("changesets/action", "googleapis/release-please-action"),
    *("google-github-actions/release-please-action", "jbolda/covector/packages/action"),
    *("jbolda/covector", "release-plz/action", "MarcoIeni/release-plz-action"),
    "cycjimmy/semantic-release-action",
)
_USES = re.compile(
    rf"^[ \t]*(?:-[ \t]+)?uses:[ \t]*[\"']?(?P<action>{'|'.join(map(re.escape, _ACTIONS))})@",
    re.MULTILINE,
)
_PUBLISHES = re.compile(r"^[ \t]+publish:[ \t]*\S", re.MULTILINE)


class Rival(NamedTuple):
    """An action that makes releases. `publishes`: it has a registry get the packages as well."""

    where: Where
    action: str
    publishes: bool

    def __str__(self) -> str:
        said = f"{self.where} runs {self.action}, which makes releases as well: take it out"
        if not self.publishes:
            return said
        return f"{said}, and publish to the registries in a workflow that a tag starts"


def rivals(workflows: Mapping[str, str]) -> Iterator[Rival]:
    """The actions that make releases in workflows, which are texts by path."""
    for path, text in workflows.items():
        for found in _USES.finditer(text):
            where = Where(path, text.count("\n", 0, found.start("action")) + 1)
            step = re.split(r"\n[ \t]*-[ \t]", text[found.end() :], maxsplit=1)[0]
            yield Rival(where, found["action"], _PUBLISHES.search(step) is not None)
