"""What a changelog tells of whom it credits, so that it can be worded once more."""

from __future__ import annotations

import pytest

from release.changelogs.changesets_github import generator
from release.credits import Account, CommitFacts, Facts, Lookups, PullFacts, PullRequest
from release.model import Bump
from release.replay.told import ToldCredits
from tests.factories import a_changeset

SITE, REPOSITORY = "https://git.example.org", "acme/train"
ONE, TWO, MERGE = "1" * 40, "2" * 40, "3" * 40
PAGE = f"{SITE}/{REPOSITORY}"
ADA = Account("ada", f"{SITE}/ada")
FACTS = Facts(
    {
        ONE: CommitFacts(
            f"{PAGE}/commit/{ONE}", ADA, (PullRequest(5, f"{PAGE}/pull/5", None, ADA),)
        ),
        TWO: CommitFacts(f"{PAGE}/commit/{TWO}", ADA, ()),
    },
    {7: PullFacts(f"{PAGE}/pull/7", ADA, (MERGE[:7], f"{PAGE}/commit/{MERGE}"))},
)


def entry(facts: Facts, **options: object) -> str:
    """A line for each kind of credit, below an update that names the same commits."""
    github = generator({"repo": REPOSITORY, **options}, SITE, None).knowing(facts)
    changesets = [(a_changeset(), ONE), (a_changeset(), TWO)]
    lines = [
        github.dependency_line(changesets, [("core", "1.0.1")]),
        github.release_line(
            a_changeset(summary="By a pull request - with a dash"), ONE, Bump.PATCH
        ),
        github.release_line(a_changeset(summary="By a commit [@no](one) #3"), TWO, Bump.PATCH),
        github.release_line(a_changeset(summary="pr: #7\nBy what is said"), TWO, Bump.PATCH),
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("options", [{}, {"disableThanks": True}], ids=["thanks", "no thanks"])
def test_what_a_changelog_credits_words_it_once_more(options: dict[str, object]) -> None:
    written = entry(FACTS, **options)

    told = ToldCredits(["## 1.0.0\n\n- Updated dependencies []:\n\n- Text\n", written])

    asked = Lookups(REPOSITORY, (ONE, TWO, "4" * 40), (7, 8))
    assert written == entry(told.describe(asked), **options)
    assert (SITE, REPOSITORY) == (told.server, told.repository)


def test_a_changelog_without_links_credits_nobody() -> None:
    told = ToldCredits(["## 1.0.0\n\n- 1111111: Text\n"])

    assert Facts({}, {}) == told.describe(Lookups(REPOSITORY, (ONE,), (7,)))
