"""What a commit says: the words of Changesets, or the repository's own."""

from __future__ import annotations

import pytest

from release.commit_messages import add_message, version_message
from release.config.changesets import DEFAULT_COMMIT
from release.errors import ConfigError
from release.model import Bump, PlannedRelease
from tests.factories import a_changeset
from tests.fakes import FakeCode

RELEASES = [
    PlannedRelease("a", Bump.MINOR, "1.0.0", "1.1.0"),
    PlannedRelease("still", Bump.NONE, "1.0.0", "1.0.0"),
]


class Own:
    """Messages of the repository's own."""

    def text(self, function: str, *arguments: object) -> str:
        return f"{function} {arguments}"


@pytest.mark.parametrize("options", [{"skipCI": "version"}, {"skipCI": True}])
def test_the_message_of_a_release_names_what_moves(options: object) -> None:
    message = version_message((DEFAULT_COMMIT[0], options), RELEASES, FakeCode())

    assert message == ("RELEASING: Releasing 1 package(s)\n\nReleases:\n  a@1.1.0\n\n[skip ci]\n")


@pytest.mark.parametrize("options", [None, {}, {"skipCI": "add"}, {"skipCI": False}, []])
def test_only_its_option_has_ci_skip_a_release(options: object) -> None:
    message = version_message((DEFAULT_COMMIT[0], options), RELEASES, FakeCode())

    assert message == "RELEASING: Releasing 1 package(s)\n\nReleases:\n  a@1.1.0\n"


@pytest.mark.parametrize(
    ("options", "tail"),
    [
        ({"skipCI": "add"}, "\n\n[skip ci]\n"),
        ({"skipCI": True}, "\n\n[skip ci]\n"),
        ({"skipCI": "version"}, ""),
        (None, ""),
    ],
)
def test_the_message_of_a_changeset_is_its_summary(options: object, tail: str) -> None:
    changeset = a_changeset(summary="Words\n\nand more", a=Bump.PATCH)

    message = add_message((DEFAULT_COMMIT[0], options), changeset, FakeCode())

    assert message == f"docs(changeset): Words\n\nand more{tail}"


def test_own_python_words_both() -> None:
    code = FakeCode({"messages:Messages": Own()})
    changeset = a_changeset()

    released = version_message(("messages:Messages", {"a": 1}), RELEASES, code)
    added = add_message(("messages:Messages", None), changeset, code)

    assert released == f"version_message ({RELEASES[:1]},)"
    assert added == f"add_message ({changeset},)"
    assert code.loaded == [
        ("messages:Messages", {"a": 1}, ("version_message",)),
        ("messages:Messages", None, ("add_message",)),
    ]


@pytest.mark.parametrize("name", ["./commit.js", "@acme/commit", "@changesets/cli"])
def test_javascript_is_refused_with_what_to_put_in_its_place(name: str) -> None:
    with pytest.raises(ConfigError, match="which is JavaScript") as refused:
        version_message((name, None), RELEASES, FakeCode())

    assert "put `true` in its place" in str(refused.value)
