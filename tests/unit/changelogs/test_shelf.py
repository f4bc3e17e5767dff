from __future__ import annotations

from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest

from release.adapters.python_code import load
from release.changelogs import GENERATORS, generator_for
from release.errors import ConfigError
from release.model import Bump
from tests.factories import a_changeset
from tests.fakes import FakeCode, FakeCredits


class Echo:
    """Code of a repository that tells what it was asked."""

    def text(self, function: str, *arguments: object) -> str:
        return f"{function} {arguments!r}"


@pytest.mark.parametrize("name", sorted(GENERATORS))
def test_a_named_generator_is_found(name: str) -> None:
    assert generator_for((name, {"repo": "acme/train"}), FakeCode(), FakeCredits) is not None


def test_no_changelogs_need_no_generator() -> None:
    assert generator_for(None, FakeCode(), FakeCredits) is None


def test_a_generator_in_python_is_loaded_with_its_options() -> None:
    code = FakeCode({"tools.log:Log": Echo()})

    generator = generator_for(("tools.log:Log", {"a": 1}), code, FakeCredits)

    assert generator is not None
    assert [("tools.log:Log", {"a": 1}, ("release_line", "dependency_line"))] == code.loaded
    changeset = a_changeset()
    assert generator.release_line(changeset, "abc", Bump.MINOR) == (
        f"release_line {(changeset, 'abc', Bump.MINOR)!r}"
    )
    assert generator.dependency_line([], [("a", "1.0.1")]) == (
        "dependency_line ([], [('a', '1.0.1')])"
    )


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("./changelog.js", "@changesets/cli/changelog"),
        ("@acme/changelog", "@changesets/cli/changelog"),
        ("@svitejs/changesets-changelog-github-compact", "@changesets/changelog-github"),
    ],
)
def test_a_generator_in_javascript_is_told_what_to_put_in_its_place(name: str, close: str) -> None:
    with pytest.raises(ConfigError) as caught:
        generator_for((name, {}), FakeCode(), FakeCredits)

    (problem,) = caught.value.problems
    assert problem.message == (
        f"`changelog` names `{name}`, which is JavaScript, and that is not run here"
    )
    assert f"put `{close}` in its place" in (problem.hint or "")
    assert "class Log:" in (problem.hint or "")


def test_the_python_that_is_told_works(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        generator_for(("./changelog.js", {}), FakeCode(), FakeCredits)
    hint = caught.value.problems[0].hint or ""
    (tmp_path / "told_log.py").write_text(dedent(hint[hint.index("    class Log") :]), "utf-8")

    generator = generator_for(("told_log:Log", None), partial(load, tmp_path), FakeCredits)

    assert generator is not None
    assert generator.release_line(a_changeset(summary="Text"), None, Bump.PATCH) == "- Text"
    assert generator.dependency_line([], [("a", "1.0.1")]) == ""
