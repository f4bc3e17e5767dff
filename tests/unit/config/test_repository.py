"""`packages`, `depends` and `files` of our own configuration."""

from __future__ import annotations

import pytest

from release.config.repository import VersionPlace, parse_repository_config
from release.errors import ConfigError, Where


def problems(text: str, *names: str) -> list[str]:
    """Each problem as `line: message`, those of the names of packages included."""
    try:
        config = parse_repository_config(text, "release.toml")
        found = list(config.check(names)) if config else []
    except ConfigError as error:
        found = list(error.problems)
    return [f"{each.where and each.where.line}: {each.message}" for each in found]


def test_everything_is_read() -> None:
    config = parse_repository_config(
        """\
packages = ["crates/*", "services/api"]
[depends]
cloudprint = ["print-core"]
[files]
api = [
  { path = "README.md", pattern = 'version ([0-9.]+)', count = 2 },
  { path = "../../Chart.yaml", key = 'app."v.1"' },
]
""",
        "release.toml",
    )

    assert config is not None
    assert config.packages == ("crates/*", "services/api")
    assert config.depends == {"cloudprint": ("print-core",)}
    where = Where("release.toml", 5)
    assert config.files == {
        "api": (
            VersionPlace("README.md", where, "version ([0-9.]+)", 2),
            VersionPlace("../../Chart.yaml", where, key=("app", "v.1")),
        )
    }


def test_a_file_without_our_table_configures_nothing() -> None:
    assert parse_repository_config("[project]\nname = 'x'\n", "pyproject.toml") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('packages = ["a", "../b"]', "1: `packages` has `../b`, which leads out of the repository"),
        (
            "[depends]\na = ['b', 'lost']",
            "2: `depends.a` names `lost`, which is not in the workspace",
        ),
        (
            "[depends]\nlost = ['b']",
            "2: `depends.lost` names `lost`, which is not in the workspace",
        ),
        ("[depends]\na = ['b']\nb = ['a']", "2: `depends.a` goes round in a circle: `a -> b -> a`"),
        ("[depends]\na = ['a']", "2: `depends.a` goes round in a circle: `a -> a`"),
        (
            "[files]\nlost = [{path = 'x.json', key = 'v'}]",
            "2: `files.lost` names `lost`, which is not in the workspace",
        ),
        ("[files]\na = [{key = 'v'}]", "2: `files.a` has a file without `path`"),
        (
            "[files]\na = [{path = 'x.txt', key = 'v'}]",
            "2: `files.a` has a `key` for `x.txt`",
        ),
        (
            "[files]\na = [{path = 'x.json', key = 'a..b'}]",
            "2: `files.a` has the `key` `a..b`",
        ),
        ("[files]\na = [{path = 'x'}]", "2: `files.a` needs either `pattern` or `key` for `x`"),
        (
            "[files]\na = [{path = 'x', pattern = 'no group'}]",
            "2: `files.a` has a `pattern` without a group",
        ),
        ("[files]\na = [{path = 'x', paht = 'y', key = 'v'}]", "2: `files.a.paht` is not a key"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, expected: str) -> None:
    assert [expected] == problems(text, "a", "b")


def test_what_is_no_regular_expression_is_told_with_its_reason() -> None:
    (said,) = problems("[files]\na = [{path = 'x', pattern = '(['}]", "a")

    assert said.startswith(
        "2: `files.a` has a `pattern` that is not a regular expression: untermin"
    )


def test_all_mistakes_are_told_at_once() -> None:
    text = "[depends]\na = 1\n[files]\na = [{key = 'v'}, {path = 'x'}]"

    assert len(problems(text, "a")) == 3
