"""Our GitHub changelogs beside those of the real @changesets/changelog-github, byte for byte.

Both versions, 1.0.1 and 0.7.0, ask the same stand-in for GitHub as we do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from release.adapters.github.credits import GitHubCredits
from release.changelogs.changesets_github import generator
from release.changelogs.github_summary import read_summary
from release.model import Bump, Changeset
from tests.github.graphql import REPOSITORY, SITE, TOKEN, GitHubApi, a_commit, a_pull, github_api
from tests.real_components import Components

pytestmark = pytest.mark.needs("node")

ORACLE = Path(__file__).parent / "oracles" / "github_lines.mjs"
GENERATORS = {
    False: "@changesets/changelog-github/dist/index.mjs",
    True: "changelog-github-2/dist/changesets-changelog-github.cjs.js",
}
EARLY, LATE = "2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z"
SHA = "0123456789abcdef0123456789abcdef01234567"

COMMITS = {
    "a" * 40: a_commit("a" * 40, "ada"),
    "b" * 40: a_commit("b" * 40, None),
    "c" * 40: a_commit("c" * 40, "ada", [a_pull(3, "bob", EARLY)]),
    "d" * 40: a_commit("d" * 40, "ada", [a_pull(4, "bob", LATE), a_pull(5, "cy", EARLY)]),
    "e" * 40: a_commit("e" * 40, "ada", [a_pull(6), a_pull(7, "bob", LATE), a_pull(8, "x", LATE)]),
    "f" * 40: a_commit("f" * 40, "ada", [a_pull(9, "bob"), a_pull(10, "cy")]),
    "1" * 40: a_commit("1" * 40, "ada", [a_pull(11, "renovate[bot]", EARLY)]),
    "2" * 40: a_commit("2" * 40, "ada", [None]),
    "3" * 40: a_commit("3" * 40, "ada", None),
    "4" * 40: a_commit("4" * 40, "ada", [a_pull(100 + n, "bob", LATE) for n in range(50)]),
    "5" * 40: a_commit(
        "5" * 40,
        "ada",
        [a_pull(12, "bob", "2026-01-02T04:04:05+02:00"), a_pull(13, "cy", EARLY)],
    ),
    "6" * 40: a_commit("6" * 40, "ada", [a_pull(14, None, EARLY)]),
    "7" * 40: {**a_commit("7" * 40), "author": None},
    "abc": a_commit("abc0000" + "0" * 33, "bob"),
    "main": a_commit("9" * 40, "bob"),
}
PULLS = {
    5: a_pull(5, "bob", EARLY, SHA),
    6: a_pull(6, "bob"),
    7: a_pull(7, None, EARLY, SHA),
    12: a_pull(12, "bot[bot]", EARLY, SHA),
}
SUMMARIES = [
    "Text",
    "",
    "Two\nlines",
    "A gap\n\n  and more   \n- list\t\n\n",
    "CRLF\r\nlines\r\n",
    "pr: 5\nText",
    "PR: #5\n\nText",
    "Pull Request: #5\nText",
    "pull\t request:\n\n#0005\nText",
    "  pull: 6\nText",
    "Text\npr: 7",
    "Text\n\n   pr: #12\n\nmore",
    "pr: 5\npr: 6\nText",
    "pr: five\nText",
    "sprint pr: 5\nText",
    "pr: 5 and the rest of the line",
    "pr:5abc\nText",
    "commit: abc\nText",
    "Commit:abc\ncommit: main\nText",
    "pr: 5\ncommit: 89abcdef0123\nText",
    "pr: 6\ncommit: 89abcdef0123\nText",
    "author: ada\nText",
    "user: @ada\nAuthor: bob\n  author:   @cy\nText",
    "author: @\nText",
    "author: a b\nText",
    "pr: 5\nauthor: ada\nuser: eve\ncommit: abc\nText",
    "Text\rpr: 5\rmore",
    "Text\u2028author: ada\u2028more",
    "\u00a0pr:\u00a05\nText",
    "u\u017fer: ada\nText",
    "pr: \u0665\nText",
    "Mends #1, #22 and (#3).",
    "#1",
    "a#1 _#2 #03 #4a ##5 #6#7 &#8; \u00e9#9",
    "[#1](x) and [a #2](y #3) #4",
    "[a] (#5) [b](c #6\n#7",
    "[x]\r(#8) [y\u2028](#9)",
    "pr: 5\n#1 first\nthen #2 and `#3`\n    #4",
    "$& $1 {summary} {ref}",
    "author: ada",
    "# Heading #1\n\n```\n#2\n```",
]
OPTIONS: list[dict[str, Any]] = [
    {"repo": REPOSITORY},
    {"repo": REPOSITORY, "disableThanks": True},
    {"repo": REPOSITORY, "template": "- {summary} {ref}"},
    {"repo": REPOSITORY, "template": "\n\n- {pull} {commit} Thanks {authors}! - {summary} \n\t"},
    {"repo": REPOSITORY, "template": "{authors}{authors} {} { summary} {{summary}}$&"},
    {"repo": REPOSITORY, "template": "", "disableThanks": ""},
    {"repo": REPOSITORY, "template": 5, "disableThanks": []},
]
UPDATED = [["core", "1.0.1"], ["@acme/ui", "2.0.0"]]
DEPENDENCIES: list[dict[str, Any]] = [
    {"commits": [], "updated": []},
    {"commits": [], "updated": UPDATED},
    {"commits": [None], "updated": UPDATED},
    {"commits": ["a" * 40, None, "d" * 40, "a" * 40], "updated": UPDATED},
]


class Answers(NamedTuple):
    """What was worded, and what was asked for it, request by request."""

    lines: list[str]
    dependencies: list[str]
    requests: list[list[tuple[str, str | int]]]


@pytest.fixture
def api() -> Iterator[GitHubApi]:
    with github_api() as served:
        served.commits |= COMMITS
        served.pulls |= PULLS
        yield served


def _table() -> dict[str, Any]:
    lines = [
        {"summary": text, "commit": commit} for text in SUMMARIES for commit in ("a" * 40, None)
    ]
    lines += [{"summary": "Text", "commit": commit} for commit in COMMITS]
    return {"lines": lines, "dependencies": DEPENDENCIES}


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: json.dumps(options)[:60])
@pytest.mark.parametrize("is_old", [False, True], ids=["1.0.1", "0.7.0"])
def test_every_line_is_worded_as_the_real_generator_words_it(
    options: dict[str, Any], is_old: bool, api: GitHubApi, components: Components
) -> None:
    case = {"options": options, **_table()}

    theirs, ours = _theirs(case, is_old, api, components), _ours(case, is_old, api)

    assert theirs[:2] == ours[:2]


@pytest.mark.parametrize("is_old", [False, True], ids=["1.0.1", "0.7.0"])
def test_random_summaries_are_worded_as_the_real_generator_words_them(
    is_old: bool, api: GitHubApi, components: Components
) -> None:
    random = Random(7)
    case = {
        "options": {"repo": REPOSITORY},
        "lines": [
            {"summary": _summary(random), "commit": random.choice([None, *COMMITS])}
            for _ in range(60 if is_old else 600)  # 0.7.0 asks for all at once, each time anew
        ],
        "dependencies": [],
    }

    theirs, ours = _theirs(case, is_old, api, components), _ours(case, is_old, api)

    assert theirs[:2] == ours[:2]


def test_what_the_forge_does_not_know_is_left_out_as_in_1_0_1(
    api: GitHubApi, components: Components
) -> None:
    case = {
        "options": {"repo": REPOSITORY},
        "lines": [
            {"summary": "Text", "commit": SHA},
            {"summary": "commit: nothing\nauthor: ada\nText", "commit": "a" * 40},
        ],
        "dependencies": [{"commits": [SHA, "a" * 40], "updated": UPDATED}],
    }

    theirs, ours = _theirs(case, False, api, components), _ours(case, False, api)

    assert theirs[:2] == ours[:2]
    assert "\n\n- Text\n" == ours.lines[0]


def test_the_same_is_asked_in_portions_of_fifty(api: GitHubApi, components: Components) -> None:
    shas = [f"{number:040x}" for number in range(70)]
    api.commits |= {sha: a_commit(sha, "ada") for sha in shas}
    api.pulls |= {number: a_pull(number, "bob", EARLY, SHA) for number in range(200, 260)}
    case = {
        "options": {"repo": REPOSITORY},
        "lines": [
            *({"summary": "Text", "commit": sha} for sha in shas),
            *({"summary": f"pr: {number}\nText", "commit": shas[0]} for number in range(200, 260)),
            *({"summary": "Text", "commit": shas[number % 7]} for number in range(30)),
        ],
        "dependencies": [{"commits": [*shas[60:], "a" * 40], "updated": UPDATED}],
    }

    theirs, ours = _theirs(case, False, api, components), _ours(case, False, api)

    assert theirs[:2] == ours[:2]
    # The real one sends what it meets at one time, so that some of its requests are small.
    assert 50 == max(len(each) for each in theirs.requests)
    assert [50, 50, 31] == [len(each) for each in ours.requests]
    assert _all(theirs) == _all(ours)


def _all(answers: Answers) -> list[str]:
    return sorted(str(lookup) for request in answers.requests for lookup in request)


def _summary(random: Random) -> str:
    """A summary that the real one can ask for: it names known commits and pull requests."""
    pieces = [
        *SUMMARIES,
        *("\n", "\n\n", " ", "\r\n", "\t", "pr: 5", "commit: abc", "author: @ada", "#12", "["),
        *("](", ")", "pull ", "request: 6", "user:", "@", ":", "\u2028", "\u00a0", "\ufeff"),
    ]
    while True:
        text = "".join(random.choice(pieces) for _ in range(random.randrange(1, 6)))
        read = read_summary(text)
        if read.pull in {None, *PULLS} and read.commit in {None, *COMMITS}:
            return text


def _theirs(case: dict[str, Any], is_old: bool, api: GitHubApi, components: Components) -> Answers:
    api.asked.clear()
    document = components.ask_node(
        ORACLE,
        components.node_modules / GENERATORS[is_old],
        asked=case,
        environment=os.environ | {"GITHUB_GRAPHQL_URL": api.url, "GITHUB_TOKEN": TOKEN},
    )
    return Answers(document["lines"], document["dependencies"], _asked(api))


def _ours(case: dict[str, Any], is_old: bool, api: GitHubApi) -> Answers:
    api.asked.clear()
    made = generator(case["options"], SITE, None, is_old=is_old)
    told = [(_changeset(each["summary"]), each["commit"]) for each in case["lines"]]
    listed = [
        ([(_changeset(""), commit) for commit in each["commits"]], each["updated"])
        for each in case["dependencies"]
    ]
    behind = [each for causes, updated in listed if updated for each in causes]
    asked = GitHubCredits(SITE, api.url, token=TOKEN)
    made = made.knowing(asked.describe(made.needs(told, behind)))
    return Answers(
        [made.release_line(changeset, commit, Bump.MINOR) for changeset, commit in told],
        [made.dependency_line(causes, updated) for causes, updated in listed],
        _asked(api),
    )


def _changeset(summary: str) -> Changeset:
    return Changeset("id", ".changeset/id.md", {}, summary)


def _asked(api: GitHubApi) -> list[list[tuple[str, str | int]]]:
    assert {f"Token {TOKEN}"} == {each.authorization for each in api.asked}
    return [list(each.lookups) for each in api.asked]
