"""Is this commit a release, and of which apps? Decided by state: a version without a tag.

No event and no commit message is asked, so that merges, squashes, rebases, merge queues, re-runs
and runs that failed half-way all get the same answer for the same tree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from release.detection import AppState, Detection
from release.errors import ConfigError, Problem
from release.ledger import LEDGER, Ledger
from release.model import App
from release.versions import highest, is_below, parse, tag_name, version_of_tag
from release.waves import waves


def detect(
    apps: Sequence[App],
    versions: Mapping[str, str | None],
    tags: Collection[str],
    ledger: Ledger,
    tag_of: Callable[[str], str],
) -> Detection:
    """Decide which apps have a version that was not released.

    Args:
        apps: in the configuration's order.
        versions: the current version by package name.
        tags: every tag of the repository.
        ledger: what counts as released without a tag.
        tag_of: how the tags of a package are made of `{name}`, which it is, and `{version}`.

    Raises:
        ConfigError: an app's package has no version, or one that is none (all of them are told),
            or the apps have no order.
    """
    current = {app.package: versions.get(app.package) or "" for app in apps}
    ConfigError.raise_any(
        [problem for app in apps for problem in _wrong_version(app, current[app.package])]
    )
    states = [_state(app, current[app.package], tags, ledger, tag_of(app.package)) for app in apps]
    return Detection(tuple(states), waves(apps))


def _state(
    app: App, version: str, tags: Collection[str], ledger: Ledger, template: str
) -> AppState:
    tag = tag_name(template, app.package, version)
    # Asked first because it is cheap, and a repository may have tens of thousands of tags.
    start = tag_name(template, app.package, "\0").partition("\0")[0]
    tagged = [
        found
        for each in tags
        if each.startswith(start) and (found := version_of_tag(template, app.package, each))
    ]
    recorded = ledger.versions(app.package)
    previous = highest([*tagged, *recorded])
    if tag in tags:
        deploy, reason = False, f"{version} is released: tag {tag}"
    elif version in recorded or tag in ledger.released_tags:
        deploy, reason = False, f"{version} is released: recorded in {LEDGER}"
    else:
        deploy, reason = True, f"{version} has no tag {tag}"
    if previous is not None and is_below(version, previous):
        reason = f"{reason}, and is lower than {previous}, which is released"
    return AppState(app.name, app.package, deploy, version, previous, tag, reason)


def _wrong_version(app: App, version: str) -> list[Problem]:
    """A version becomes a part of a tag's name, so nothing but a plain one will do."""
    if str(parse(version)) == version:
        return []
    what = f"the version `{version}`, which is not a semantic version" if version else "no version"
    return [
        Problem(
            f"app `{app.name}` cannot be released: its package `{app.package}` has {what}",
            hint="give its manifest a `version` such as 1.0.0",
        )
    ]
