"""Our changelogs beside those of the real @changesets/apply-release-plan, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from release.changelogs.changesets_git import dependency_line, release_line
from release.changelogs.entry import render_entry, splice_changelog
from release.model import Bump, Changeset
from tests.real_components import Components

pytestmark = pytest.mark.needs("node")

ORACLE = Path(__file__).parent / "oracles" / "write_changelogs.mjs"
GENERATED = 120  # each takes 0.04 s, nearly all of it in the git that the real one asks

SUMMARIES = [
    "Text",
    "",
    " ",
    "Two\nlines",
    "With a gap\n\nand more",
    "Three blank\n\n\n\nlines",
    "CRLF\r\nlines\r\n\r\nhere",
    "- a list\n- of two\n  - nested",
    "```js\nconst a = 1;\n\n## 1.2.3\n```",
    "trailing spaces   \nand tabs\t\t\nend  ",
    "\tindented\n    more",
    "$& $1 $` $' $$ %s {0} \\n \\",
    "🎉 emoji 👩‍👩‍👧 and é",
    "# 9.9.9\n\n## 8.8",
    "\u00a0no-break\u00a0\nspaces\u00a0",
    "next line\u0085\nseparators\x1c\n\x1f",
    "line\u2028separator\u2029paragraph\u2028",
    "\ufeffmark\ufeff\nend\ufeff",
    "\n\nleading blank lines",
    "trailing blank lines\n\n\n",
    "\n",
    "\r",
    "a\rb",
    "<b>html</b> & `code` | table",
]
CHANGELOGS = [
    None,
    "",
    "# main\n",
    "# main",
    "# main\n\n## 1.0.0\n\n- old\n",
    "# main\r\n\r\n## 1.0.0\r\n\r\n- old\r\n",
    "# main\r\n\r\nText only\r\n",
    "## 1.0.0\n",
    "## 1.0.0",
    "# Change Log\n\nA preamble.\n\n### 1.0\n",
    "# main\n\n```\n## 1.0.0\n```\n\n## 0.9.0\n",
    "# main\n\n## [1.0.0]\n\n## v1.0.0\n\n## Unreleased\n",
    "# main\n ## 1.0.0\n",
    "# main\n##1.0.0\n",
    "# main\n####### 1.0.0\n",
    "# main\n##\n\n1.0.0\n",
    "# main\n##\u00a01.0.0\n",
    "# main\n## \u0661.\u0662\n",
    "# main\r## 1.0.0\r",
    "# main\u2028## 1.0.0\u2029",
    "# main\u0085## 1.0.0\n",
    "# main\n\n## 1\n\n## 1.x\n\n## 1.0\n",
    "\n\n",
    "\n## 1.0.0\n",
    "\ufeff# main\n\n## 1.0.0\n",
    "\ufeff## 1.0.0\n",
    "one line without a title",
    "# main\n\n$& $1\n\n## 1.0.0 $&\n",
    "# main\n\n\n\n\n## 1.0.0\n",
    "text\n# 1.0 in the middle\n",
]


def test_changelogs_are_byte_for_byte_what_changesets_writes(
    components: Components, tmp_path: Path
) -> None:
    cases = [*_each_summary(), *_each_changelog(), *_generated(Random(3), GENERATED)]

    expected = _real(components, tmp_path, cases)

    assert expected == [_ours(case) for case in cases]


def _each_summary() -> list[dict[str, Any]]:
    return [
        _case(None, [_changeset(0, summary, "patch", commit), _changeset(1, "Next", "patch", None)])
        for summary in SUMMARIES
        for commit in ("0123456789abcdef", None)
    ]


def _each_changelog() -> list[dict[str, Any]]:
    return [_case(before, [_changeset(0, "Text", "minor", None)]) for before in CHANGELOGS]


def _generated(random: Random, count: int) -> list[dict[str, Any]]:
    return [_random_case(random) for _ in range(count)]


def _random_case(random: Random) -> dict[str, Any]:
    changesets = [
        _changeset(
            number,
            _summary(random),
            random.choice(["major", "minor", "patch", "patch", "none", None]),
            random.choice([None, f"{random.getrandbits(160):040x}", "abc"]),
        )
        for number in range(random.randrange(5))
    ]
    updated = [[f"dep-{each}", f"1.0.{each + 1}"] for each in range(random.choice([0, 0, 1, 3]))]
    causes = [
        _changeset(10 + each, "", None, random.choice([None, f"{each}23456789"]))
        for each in range(random.randrange(3) if updated else 0)
    ]
    return _case(random.choice(CHANGELOGS), changesets, updated, causes)


def _summary(random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(SUMMARIES)
    pieces = [*SUMMARIES, "\n", "\n\n", " ", "\r\n", "\t", "word", "- ", "  "]
    return "".join(random.choice(pieces) for _ in range(random.randrange(6)))


def _changeset(
    number: int, summary: str, bump: str | None, commit: str | None
) -> dict[str, str | None]:
    return {"id": f"id-{number}", "summary": summary, "type": bump, "commit": commit}


def _case(
    before: str | None,
    changesets: Sequence[Mapping[str, str | None]],
    updated: Sequence[Sequence[str]] = (),
    causes: Sequence[Mapping[str, str | None]] = (),
) -> dict[str, Any]:
    return {
        "before": before,
        "version": "1.1.0",
        "changesets": changesets,
        "updated": updated,
        "causes": causes,
    }


def _real(components: Components, folder: Path, cases: Sequence[dict[str, Any]]) -> list[str]:
    modules = components.node_modules
    answers: list[str] = components.ask_node(ORACLE, modules, folder, asked=cases)
    return answers


def _ours(case: Mapping[str, Any]) -> str:
    sections: dict[Bump, list[str]] = {Bump.MAJOR: [], Bump.MINOR: [], Bump.PATCH: []}
    for each in case["changesets"]:
        if each["type"] not in {None, "none"}:
            bump = Bump[each["type"].upper()]
            sections[bump].append(release_line(_model(each), each["commit"], bump))
    causes = [(_model(each), each["commit"]) for each in case["causes"]]
    updated = [(name, version) for name, version in case["updated"]]
    sections[Bump.PATCH].append(dependency_line(causes, updated))
    return splice_changelog(case["before"], "main", render_entry(case["version"], sections))


def _model(each: Mapping[str, Any]) -> Changeset:
    return Changeset(each["id"], f".changeset/{each['id']}.md", {}, each["summary"])
