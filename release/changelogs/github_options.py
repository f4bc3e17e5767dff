"""The options that stand beside `@changesets/changelog-github` in Changesets' configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from release.config.changesets import PATH
from release.errors import ConfigError, Problem, Where

TOKEN = re.compile(r"\{(\w+)\}", re.ASCII)
"""What stands for something else in a template."""

_TOKENS = ("summary", "ref", "pull", "commit", "authors")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


class Options(NamedTuple):
    """The options. `template` is None for the ordinary form of a line."""

    repository: str
    thanks: bool = True
    template: str | None = None


def parse_options(options: object, repository: str | None, *, is_old: bool = False) -> Options:
    """Read the options.

    Args:
        options: an object, or None.
        repository: the one that the environment names, for options that name none.
        is_old: as version 0.7.0, which knows neither `template` nor that environment.

    Raises:
        ConfigError: they are wrong, or no repository is named; all problems at once.
    """
    given = options if isinstance(options, Mapping) else {}
    named = given.get("repo") if "repo" in given or is_old else repository
    template = None if is_old else given.get("template")
    template = template if isinstance(template, str) and template else None
    ConfigError.raise_any([*_wrong_repository(named), *_wrong_template(template or "")])
    return Options(str(named), not _is_true(given.get("disableThanks")), template)


def _is_true(value: object) -> bool:
    """Whether JavaScript takes a JSON value for true: every list and object is."""
    return isinstance(value, dict | list) or bool(value)


def _wrong_repository(named: object) -> Iterable[Problem]:
    if not isinstance(named, str) or not named:
        yield Problem(
            "`changelog` names no GitHub repository",
            Where(PATH),
            'say it: ["@changesets/changelog-github", {"repo": "owner/name"}], '
            "or leave `repo` out and set GITHUB_REPOSITORY",
        )
    elif _REPOSITORY.fullmatch(named) is None:
        yield Problem(
            f"`{named}` is not a GitHub repository", Where(PATH), "write it as `owner/name`"
        )


def _wrong_template(template: str) -> Iterable[Problem]:
    known = ", ".join(f"`{{{token}}}`" for token in _TOKENS)
    for token in TOKEN.findall(template):
        if token not in _TOKENS:
            yield Problem(
                f"the `template` of `changelog` has `{{{token}}}`, which stands for nothing",
                Where(PATH),
                f"there are {known}",
            )
