"""How a repository has named the tags of its releases so far."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

_FORMS = (
    *("{name}@{version}", "v{version}", "{version}", "{name}-v{version}", "{name}-{version}"),
    *("{name}/v{version}", "{name}/{version}", "{name}@v{version}", "{name}_v{version}"),
    "app-v{version}",  # as the example of Tauri's action has it
)
_NAMELESS = ("v{version}", "{version}")
_VERSION = re.compile(
    r"\d+\.\d+\.\d+(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-.]+)?", re.ASCII
)


class Form(NamedTuple):
    """A template of tags, those of packages with one of their own, and a tag of each that has any.

    Both are by the package's name.
    """

    template: str
    tags: Mapping[str, str]
    own: Mapping[str, str] = MappingProxyType({})


def form_of(
    names: Collection[str],
    versions: Mapping[str, str | None],
    tags: Collection[str],
    default: str,
    root: str | None = None,
) -> Form:
    """The form that most of the packages' tags have; `default` where none is better.

    A form without a name is for one package alone: beside others, for the only one whose current
    version has such a tag, or for the one at the root.

    Args:
        names: the packages to be tagged.
        versions: the current ones, by package; a tag of one is the best witness.
        tags: all that the repository has.
        default: the template that holds when nothing is configured.
        root: the package at the root.
    """
    usual = _usual(names, versions, tags, default)
    others = {name: versions.get(name) for name in names if name not in usual.tags}
    for form in _NAMELESS if len(names) > 1 else ():
        having = [name for name, version in others.items() if form.format(version=version) in tags]
        only = root if root in having else having[0] if len(having) == 1 else None
        if only is not None:
            tag = form.format(version=others[only])
            return usual._replace(tags={**usual.tags, only: tag}, own={only: form})
    return usual


def _usual(
    names: Collection[str], versions: Mapping[str, str | None], tags: Collection[str], default: str
) -> Form:
    forms = [default, *(each for each in _FORMS if each != default)]
    if len(names) > 1:
        forms = [each for each in forms if "{name}" in each]
    found = [Form(form, _witnesses(form, names, versions, tags)) for form in forms]
    return max(found, key=lambda form: len(form.tags), default=Form(default, {}))


def told_form(
    template: str,
    own: Mapping[str, str],
    versions: Mapping[str, str | None],
    tags: Collection[str],
) -> Form:
    """The form that another tool's configuration tells.

    Args:
        template: that of most packages.
        own: the templates of those that have another one.
        versions: the current ones, of every package.
        tags: all that the repository has.
    """
    found: dict[str, str] = {}
    for name in versions:
        found |= _witnesses(own.get(name, template), [name], versions, tags)
    return Form(template, found)


def _witnesses(
    form: str, names: Iterable[str], versions: Mapping[str, str | None], tags: Collection[str]
) -> dict[str, str]:
    found = {}
    for name in names:
        before, _, after = form.replace("{name}", name).partition("{version}")
        current = f"{before}{versions.get(name)}{after}"
        witnesses = [current] if current in tags else _of_form(before, after, tags)
        if witnesses:
            found[name] = witnesses[-1]
    return found


def _of_form(before: str, after: str, tags: Iterable[str]) -> list[str]:
    return sorted(
        tag
        for tag in tags
        if tag.startswith(before)
        and tag.endswith(after)
        and _VERSION.fullmatch(tag[len(before) : len(tag) - len(after)])
    )
