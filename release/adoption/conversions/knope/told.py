"""What of knope's is not carried over, and why, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from release.adoption.change_files import ChangeFile
from release.adoption.conversions.knope.files import left_out
from release.adoption.conversions.knope.packages import Package, options_by_name
from release.adoption.conversions.knope.pending import ignores_commits
from release.adoption.foreign import table_list, workflows_with
from release.adoption.rules import FOLLOW
from release.phrases import first
from release.world import Files


def told(files: Files, config: Mapping[str, Any], packages: Sequence[Package]) -> Iterator[str]:
    """What of its configuration and its workflows is not carried over."""
    known = {each.name for each in packages}
    for name in (each for each in options_by_name(config) if each not in known):
        yield f"`{name}`: none of its files is a package.json, a Cargo.toml or a pyproject.toml"
    for package in packages:
        for path, why in left_out(files, package.options):
            yield f"{path} of `{package.name}`: {why}"
        if any(key in package.options for key in ("extra_changelog_sections", "scopes")):
            yield f"sections and scopes of `{package.name}`: changes are sorted by their bumps"
        if isinstance(package.options.get("assets"), list):
            yield f"`assets` of `{package.name}`: say them as `assets` of the app"
        if not ignores_commits(config) and not package.options.get("changelog"):
            yield (
                f"commits of `{package.name}`: without a changelog nothing tells of its last "
                "release; run `changeset.add --from-commits --since TAG`"
            )
    renamed = [each.name for each in packages if each.name != each.member.name]
    if renamed:
        yield (
            f"changes of pull requests that are open speak of {first(renamed)}: they must name "
            "packages as their manifests do, or `changeset.check` refuses them"
        )
    if len(packages) > 1:
        yield FOLLOW
    below = [each.name for each in packages if (each.member.version or "").startswith("0.")]
    if below:
        yield (
            f"{first(below)}: below 1.0.0 knope goes one step less far; what is pending does so "
            "here, and from now on a changeset says how far"
        )
    yield from _told_of_workflows(files, config)


def told_of_strangers(changes: Sequence[ChangeFile], packages: Sequence[Package]) -> Iterator[str]:
    """The names in its changes that are none of its packages."""
    known = {each.name for each in packages}
    for change in changes:
        names = dict.fromkeys(line.name for line in change.lines if line.name not in known)
        if names:
            yield f"{change.path} names {first([*names])}, which is no package here: that goes"


def _told_of_workflows(files: Files, config: Mapping[str, Any]) -> Iterator[str]:
    names = [str(each["name"]) for each in table_list(config.get("workflows")) if "name" in each]
    if names:
        yield f"workflows {first(names)}: our tasks do this"
    for path in workflows_with(files, "knope-dev/action"):
        yield f"{path} runs knope: delete it, or take that out of it"
