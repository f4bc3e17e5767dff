"""`.changeset/config.json`, as Changesets 3.0.3 reads it (@changesets/config 4.0.1).

Or as 2.31.1 does (@changesets/config 3.1.4), where `compat` is 2. What it refuses we refuse, and
what it lets pass with a warning we warn of; but we check every option even when another one is
wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Any

from release.config.changesets import DEFAULT_CHANGELOG, DEFAULT_COMMIT, PATH, ChangesetsConfig
from release.config.changesets_options import (
    CALCULATED,
    FORMAT,
    KINDS,
    PRETTIER,
    PRIVATE,
    PROTOCOL_ONLY,
    SNAPSHOT,
    UNSAFE,
)
from release.config.json_options import MISSING, JsonOptions, Path
from release.config.options import Kind, by_line
from release.config.profile import DEFAULT_COMPAT, PROFILES, Profile
from release.errors import ConfigError, Problem
from release.globs import compile_glob, split_negation
from release.model import Bump, Package


def parse_changesets_config(
    text: str, packages: Sequence[Package], compat: int = DEFAULT_COMPAT
) -> ChangesetsConfig:
    """Read the configuration.

    Args:
        text: strict JSON. Keys that Changesets does not know are ignored.
        packages: in package order; groups and `ignore` speak of their names.
        compat: the line of Changesets that reads it, 2 or 3.

    Returns:
        The options; `warnings` has a sentence for every pattern of a group that matches no
        package (which Changesets 2 refuses), for every key that looks like a misspelt option,
        and for every option that Changesets calls deprecated.

    Raises:
        ConfigError: all problems at once, each with the line of its option.
    """
    if PROFILES[compat].tolerates_byte_order_marks:
        text = text.removeprefix("\ufeff")
    options = JsonOptions.of(PATH, text)
    problems: list[Problem] = []
    values: dict[Path, Any] = {}
    for option, kind in KINDS[compat].items():
        found = options.get(option)
        if found is not MISSING and not kind.admits(found):
            problems.append(options.problem(option, f"is not {kind.words}"))
        elif found is not MISSING:
            values[option] = found
    names = [package.name for package in packages]
    config = _config(values, names, compat)
    problems += _contradictions(options, config)
    unmatched = tuple(_unmatched(values, names, config.profile))
    if config.profile.refuses_unmatched_patterns:
        problems += (options.problem(option, message) for option, message in unmatched)
        unmatched = ()
    ConfigError.raise_any(sorted(problems, key=by_line))
    told = (f"{PATH}: `{'.'.join(option)}` {message}" for option, message in unmatched)
    warnings = (*told, *_misspelt(options, KINDS[compat]), *_deprecated(values))
    return config._replace(warnings=warnings)


def _config(values: Mapping[Path, Any], names: Sequence[str], compat: int) -> ChangesetsConfig:
    """What the well-formed options say; the others keep their defaults."""
    profile = PROFILES[compat]
    plain = {field: values[option] for option, field in _PLAIN.items() if option in values}
    private = values.get(PRIVATE)
    if private is None or isinstance(private, dict | list):
        private = profile.versions_private_packages
    return ChangesetsConfig(
        **{"base_branch": profile.base_branch, **plain},
        compat=compat,
        access="public" if values.get(("access",)) == "public" else "restricted",
        changelog=_module(values.get(("changelog",), DEFAULT_CHANGELOG)),
        commit=_module(values.get(("commit",), False)),
        changed_file_patterns=tuple(values.get(("changedFilePatterns",), ["**"])),
        format=_formatter(values, profile),
        fixed=tuple(profile.select(names, group) for group in values.get(("fixed",), ())),
        linked=tuple(profile.select(names, group) for group in values.get(("linked",), ())),
        ignore=frozenset(profile.select(names, values.get(("ignore",), ()))),
        update_internal_dependencies=Bump[
            values.get(("updateInternalDependencies",), "patch").upper()
        ],
        bump_versions_with_workspace_protocol_only=values.get(PROTOCOL_ONLY) is True,
        private_packages_version=values.get((*PRIVATE, "version"), private),
        private_packages_tag=values.get((*PRIVATE, "tag"), values.get(PRIVATE) is True),
        snapshot_prerelease_template=values.get((*SNAPSHOT, "prereleaseTemplate")) or None,
        snapshot_use_calculated_version=bool(
            values.get((*SNAPSHOT, "useCalculatedVersion"), values.get(CALCULATED, False))
        ),
        always_update_dependents=values.get((*UNSAFE, "updateInternalDependents")) == "always",
    )


_PLAIN: Mapping[Path, str] = {
    ("baseBranch",): "base_branch",
    (*UNSAFE, "onlyUpdatePeerDependentsWhenOutOfRange"): "only_update_peers_out_of_range",
}
"""The options that are taken over as they are, and the fields that they fill."""


def _formatter(values: Mapping[Path, Any], profile: Profile) -> str | None:
    if values.get(PRETTIER) is False:
        return None
    return values.get(FORMAT, profile.formatter) or None


def _module(found: Any) -> tuple[str, object] | None:
    if found is True:
        return DEFAULT_COMMIT
    if isinstance(found, list):
        return found[0], {} if isinstance(found[1], list) else found[1]
    return (found, None) if isinstance(found, str) else None


def _contradictions(options: JsonOptions, config: ChangesetsConfig) -> Iterator[Problem]:
    """Options that are well-formed, but not together."""
    for option, groups in (("fixed", config.fixed), ("linked", config.linked)):
        for name, count in Counter(chain.from_iterable(groups)).items():
            if count > 1:
                yield options.problem(
                    (option,), f"has `{name}` in more than one group", "a package joins one group"
                )
    linked = set(chain.from_iterable(config.linked))
    for name in dict.fromkeys(chain.from_iterable(config.fixed)):
        if name in linked:
            yield options.problem(
                ("linked",), f"has `{name}`, and so has `fixed`", "a package is in one of them"
            )
    if config.private_packages_tag and not config.private_packages_version:
        yield options.problem(
            (*PRIVATE, "tag"),
            "is true, but `privatePackages.version` is not",
            "what has no version of its own gets no tag: set both, or neither",
        )


def _unmatched(
    values: Mapping[Path, Any], names: Sequence[str], profile: Profile
) -> Iterator[tuple[Path, str]]:
    """The patterns that match no package. Changesets 3 does not look at those of `ignore`."""
    known = frozenset(names)
    lists = {option: chain.from_iterable(values.get((option,), ())) for option in _GROUP_OPTIONS}
    if profile.refuses_unmatched_patterns:
        lists["ignore"] = chain(values.get(("ignore",), ()))
    for option, patterns in lists.items():
        for pattern in patterns:
            if pattern in known:
                continue
            negated, positive = split_negation(pattern)
            matches = compile_glob(positive)
            if all(matches(name) == negated for name in names):
                yield (option,), f"has `{pattern}`, which matches no package"


_GROUP_OPTIONS = ("fixed", "linked")


def _deprecated(values: Mapping[Path, Any]) -> Iterator[str]:
    if values.get(("access",)) == "private":
        yield f'{PATH}: `access` is "private", which means "restricted": write that'
    if values.get(CALCULATED):
        yield f"{PATH}: `{CALCULATED[-1]}` is deprecated: set `snapshot.useCalculatedVersion`"


def _misspelt(options: JsonOptions, kinds: Mapping[Path, Kind]) -> Iterator[str]:
    """Keys that Changesets ignores, but that come close to one that it reads."""
    for parent in ((), PRIVATE, SNAPSHOT, UNSAFE):
        known = [option[-1] for option in kinds if option[:-1] == parent]
        for key in options.keys(parent):
            close = get_close_matches(key, known, n=1, cutoff=_MISSPELT)
            if close and key not in known:
                option = (*parent, key)
                yield (
                    f"{options.where(option)}: nothing reads `{'.'.join(option)}`: "
                    f"did you mean `{close[0]}`?"
                )


_MISSPELT = 0.8  # difflib's ratio: a letter or two away; others have keys of their own here
