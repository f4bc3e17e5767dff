"""The repository's formatter is run on a mirror, and what goes wrong there stays there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from release.adapters.formatters import Formatters
from release.errors import CommandError, StateError
from tests.cli.formatting import a_program

UPPER = "for file in sys.argv[4:]: Path(file).write_text(Path(file).read_text().upper())"
DELETE = "Path(sys.argv[4]).unlink()"
TEXTS: Mapping[str, str] = {"CHANGELOG.md": "new", "packages/a/CHANGELOG.md": "new, too"}


def a_tree(root: Path, code: str) -> Path:
    """A repository whose prettier is the program `code`."""
    a_program(root / "node_modules" / ".bin" / "npx", code)
    for path, text in {".prettierrc": "", "CHANGELOG.md": "old", "packages/a/other": "o"}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def formatted(root: Path, texts: Mapping[str, str] = TEXTS, **options: float) -> Mapping[str, str]:
    return Formatters(root, os.environ, **options).format("auto", texts)


def test_the_texts_come_back_formatted_and_the_tree_is_not_touched(tmp_path: Path) -> None:
    root = a_tree(tmp_path, UPPER)

    assert formatted(root) == {"CHANGELOG.md": "NEW", "packages/a/CHANGELOG.md": "NEW, TOO"}
    assert (root / "CHANGELOG.md").read_text() == "old"
    assert not (root / "packages/a/CHANGELOG.md").exists()


def test_the_formatter_sees_the_tree_around_the_files(tmp_path: Path) -> None:
    """What stands beside a file, and above the repository, is where it is in the original."""
    root = a_tree(
        tmp_path / "top" / "tree",
        "at = Path(sys.argv[5])\n"
        "at.write_text(at.with_name('other').read_text() + Path('../above').read_text())",
    )
    (tmp_path / "top" / "above").write_text(" and above")

    assert formatted(root)["packages/a/CHANGELOG.md"] == "o and above"


def test_without_a_formatter_nothing_is_run(tmp_path: Path) -> None:
    assert formatted(tmp_path) == TEXTS


def test_nothing_to_format_runs_nothing(tmp_path: Path) -> None:
    assert formatted(a_tree(tmp_path, "sys.exit(1)"), {}) == {}


def test_bytes_and_line_ends_reach_the_formatter(tmp_path: Path) -> None:
    root = a_tree(tmp_path, "at = Path(sys.argv[4])\nat.write_bytes(at.read_bytes() * 2)")

    assert formatted(root, {"a": "\udcff\r\n"}) == {"a": "\udcff\r\n\udcff\r\n"}


def test_names_are_arguments_and_nothing_else(tmp_path: Path) -> None:
    names = ["-a b", "$(x)", "new\nline", "*?[a]{b,c}", "#", "\udcff"]
    root = a_tree(tmp_path, UPPER)

    assert formatted(root, dict.fromkeys(names, "x")) == dict.fromkeys(names, "X")


def test_a_link_stays_a_link_for_the_formatter(tmp_path: Path) -> None:
    """Prettier leaves links alone; what it would not touch in place it must not touch here."""
    root = a_tree(tmp_path, "at = Path(sys.argv[4])\nat.write_text(f'{at.is_symlink()}')")
    (root / "CHANGELOG.md").unlink()
    (root / "CHANGELOG.md").symlink_to("docs.md")

    assert formatted(root)["CHANGELOG.md"] == "True"


def test_a_failure_tells_the_command_its_code_and_its_last_words(tmp_path: Path) -> None:
    root = a_tree(tmp_path, "print(sys.argv[4], 'is bad', file=sys.stderr)\nsys.exit(2)")

    with pytest.raises(CommandError) as failed:
        formatted(root, {**TEXTS, "b": "", "c": "", "d": ""})

    told = str(failed.value)
    assert "`npx prettier --write --no-error-on-unmatched-pattern CHANGELOG.md" in told
    assert "'(and 2 more)'` failed with exit code 2" in told
    assert f"{root / 'CHANGELOG.md'} is bad" in told, "a place that the reader can open"
    assert 'prettier is not installed here: install it, or set `"format": false`' in told


def test_a_formatter_that_hangs_is_ended(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"took longer than 0\.5 s"):
        formatted(a_tree(tmp_path, "import time\ntime.sleep(60)"), timeout=0.5)


def test_a_formatter_that_removes_a_file_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"prettier removed CHANGELOG\.md"):
        formatted(a_tree(tmp_path, DELETE))


def test_a_missing_package_manager_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "deno.json").touch()

    with pytest.raises(CommandError, match="there is no program `deno`") as failed:
        Formatters(tmp_path, {"PATH": ""}).format("auto", TEXTS)

    assert 'set `"format": false`' in str(failed.value)


def test_no_mirror_is_built_inside_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the repository ignores there would not be formatted, and a kill would leave it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with pytest.raises(StateError, match="inside the repository"):
        formatted(a_tree(tmp_path, UPPER))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    formatted(a_tree(tmp_path / "tree", UPPER))

    assert not list((tmp_path / "temporary").iterdir())
    assert (tmp_path / "tree/packages/a/other").exists(), "links are removed, not followed"
