"""GitHub's lines; that they are the real generator's, tests/contracts/test_github_real.py shows."""

from __future__ import annotations

from collections.abc import Mapping
from time import process_time

import pytest

from release.changelogs.changesets_github import GitHub, generator
from release.credits import Account, CommitFacts, Facts, Lookups, PullFacts, PullRequest
from release.errors import ChangesetError, ConfigError, Where
from release.model import Bump
from tests.factories import a_changeset

SITE, REPOSITORY = "https://github.com", "acme/train"
SHA = "0123456789abcdef0123456789abcdef01234567"
ADA, BOB = Account("ada", "u/ada"), Account("bob", "u/bob")
FACTS = Facts(
    {SHA: CommitFacts("c/1", ADA, (PullRequest(5, "p/5", None, BOB),))},
    {7: PullFacts("p/7", ADA, ("abcdef0123", "c/7"))},
)
SPOKEN = Facts({SHA: CommitFacts("c/1", ADA, (PullRequest(5, "p/5", None, None),))}, {})


def a_generator(facts: Facts = FACTS, *, is_old: bool = False, **options: object) -> GitHub:
    made = generator({"repo": REPOSITORY, **options}, SITE, None, is_old=is_old)
    return made.knowing(facts)


def line(summary: str, commit: str | None = SHA, made: GitHub | None = None) -> str:
    return (made or a_generator()).release_line(a_changeset(summary=summary), commit, Bump.PATCH)


def test_a_line_links_the_pull_request_the_commit_and_the_author() -> None:
    assert line("Text #3\nmore") == (
        "\n\n- [#5](p/5) [`0123456`](c/1) Thanks [@bob](u/bob)! - "
        "Text [#3](https://github.com/acme/train/issues/3)\n  more"
    )


def test_a_line_without_a_commit_is_the_summary() -> None:
    assert line("Text", None) == "\n\n- Text\n"


def test_magic_lines_say_what_to_link() -> None:
    assert line("pr: #7\nauthor: @cy\ncommit: fedcba9876\nText") == (
        "\n\n- [#7](p/7) [`fedcba9`](https://github.com/acme/train/commit/fedcba9876) "
        "Thanks [@cy](https://github.com/cy)! - Text\n"
    )


def test_nobody_is_thanked_when_that_is_not_wanted() -> None:
    assert line("author: cy\nText", made=a_generator(disableThanks=True)) == (
        "\n\n- [#5](p/5) [`0123456`](c/1) - Text\n"
    )


def test_a_template_has_its_own_form() -> None:
    made = a_generator(template="* {summary} {ref} {pull} {commit} {authors} ")

    assert line("Text\nmore", made=made) == (
        "* Text ([#5](p/5)) [#5](p/5) [`0123456`](c/1) [@bob](u/bob)\n  more"
    )


def test_the_author_of_a_pull_request_whose_account_is_gone() -> None:
    assert "Thanks [@ada]" in line("Text", made=a_generator(SPOKEN))
    assert "Thanks" not in line("Text", made=a_generator(SPOKEN, is_old=True))


def test_updated_dependencies_stand_under_their_commits() -> None:
    causes = [(a_changeset(), SHA), (a_changeset(), None), (a_changeset(), "f" * 40)]

    assert a_generator().dependency_line(causes, [("core", "1.0.1")]) == (
        "- Updated dependencies [[`0123456`](c/1), `fffffff`]:\n  - core@1.0.1"
    )
    assert a_generator().dependency_line(causes, []) == ""


def test_it_needs_what_its_lines_link_each_once() -> None:
    told = [
        (a_changeset(summary="pr: 7"), "a"),
        (a_changeset(summary="commit: b\npr: 7"), "a"),
        (a_changeset(summary="commit: c"), "a"),
        (a_changeset(), "d"),
        (a_changeset(), None),
    ]

    asked = a_generator().needs(told, [(a_changeset(), "d"), (a_changeset(), "a")])

    assert asked == Lookups(REPOSITORY, ("c", "d", "a"), (7,))


def test_a_pull_request_that_cannot_be_is_told_with_its_changeset() -> None:
    with pytest.raises(ChangesetError) as caught:
        a_generator().needs([(a_changeset("big", summary="pr: " + "9" * 5000), None)], [])

    assert caught.value.problems[0].where == Where(".changeset/big.md")


@pytest.mark.parametrize(
    ("options", "repository"),
    [(None, "acme/env"), ({}, "acme/env"), ({"repo": "acme/train"}, "acme/train")],
)
def test_the_environment_names_the_repository_that_the_options_leave_out(
    options: Mapping[str, object] | None, repository: str
) -> None:
    assert generator(options, SITE, "acme/env").options.repository == repository


@pytest.mark.parametrize("repo", ["", None, 5, "train", "acme/train/more", "acme/tr ain", "a/b\n"])
def test_what_is_no_repository_is_told(repo: object) -> None:
    with pytest.raises(ConfigError):
        generator({"repo": repo}, SITE, "acme/env")


def test_0_7_0_does_not_ask_the_environment_for_a_repository() -> None:
    with pytest.raises(ConfigError, match="names no GitHub repository"):
        generator({}, SITE, "acme/env", is_old=True)


def test_every_wrong_option_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        generator({"repo": "train", "template": "{sumary} {ref} {author}"}, SITE, None)

    assert [problem.message for problem in caught.value.problems] == [
        "`train` is not a GitHub repository",
        "the `template` of `changelog` has `{sumary}`, which stands for nothing",
        "the `template` of `changelog` has `{author}`, which stands for nothing",
    ]


@pytest.mark.parametrize("hostile", ["[](" * 3000, "[" * 3000, "\n" * 3000 + "x", "#1" * 3000])
def test_a_hostile_summary_takes_no_time_to_speak_of(hostile: str) -> None:
    start = process_time()

    line(f"Text {hostile} end")

    assert process_time() - start < 5
