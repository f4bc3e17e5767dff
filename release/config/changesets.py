"""`.changeset/config.json`, as Changesets 3.0.3 reads it (@changesets/config 4.0.1).

What it refuses we refuse, and what it lets pass with a warning we warn of; but we check every
option even when another one is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Any, NamedTuple

from release.config.json_options import MISSING, JsonOptions, Path
from release.config.options import BOOLEAN, FILLED, STRING, STRINGS, Kind, list_of, one_of
from release.errors import ConfigError, Problem, Where
from release.globs import compile_glob, select, split_negation
from release.model import Bump, Package, Workspace

PATH = ".changeset/config.json"
UNSAFE = "___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH"
DEFAULT_CHANGELOG = "@changesets/cli/changelog"
DEFAULT_COMMIT = ("@changesets/cli/commit", {"skipCI": "version"})


class ChangesetsConfig(NamedTuple):
    """Every option, with defaults filled in and patterns of names expanded to names.

    `changelog` and `commit` are a module and its options, or None for `false`. `format` is
    None for `false`. `fixed`, `linked` and `ignore` hold names in package order.
    """

    changelog: tuple[str, object] | None = (DEFAULT_CHANGELOG, None)
    commit: tuple[str, object] | None = None
    access: str = "restricted"
    base_branch: str = "main"
    changed_file_patterns: tuple[str, ...] = ("**",)
    format: str | None = "auto"
    fixed: tuple[tuple[str, ...], ...] = ()
    linked: tuple[tuple[str, ...], ...] = ()
    ignore: tuple[str, ...] = ()
    update_internal_dependencies: Bump = Bump.PATCH
    bump_versions_with_workspace_protocol_only: bool = False
    private_packages_version: bool = False
    private_packages_tag: bool = False
    snapshot_use_calculated_version: bool = False
    snapshot_prerelease_template: str | None = None
    only_update_peers_out_of_range: bool = False
    always_update_dependents: bool = False
    warnings: tuple[str, ...] = ()


def is_skipped(package: Package, config: ChangesetsConfig) -> bool:
    """Whether nothing versions this package: ignored, private without leave, or no version."""
    if package.name in config.ignore:
        return True
    if package.manifest.private and not config.private_packages_version:
        return True
    return not package.version


def check_skipped_dependents(
    config: ChangesetsConfig, workspace: Workspace, dependents: Mapping[str, Sequence[str]]
) -> list[Problem]:
    """The public packages that are versioned but depend on one that is not.

    Args:
        config: says what is skipped.
        workspace: its packages, in order.
        dependents: who depends on a package, devDependencies left out.
    """
    if not config.ignore and config.private_packages_version:
        return []
    packages = workspace.by_name
    versioned = {
        name
        for name, package in packages.items()
        if not package.manifest.private and not is_skipped(package, config)
    }
    return [
        _skipped_dependency(package, dependent, config)
        for package in workspace.packages
        if is_skipped(package, config)
        for dependent in dependents.get(package.name, ())
        if dependent in versioned
    ]


def _skipped_dependency(package: Package, dependent: str, config: ChangesetsConfig) -> Problem:
    name = package.name
    if name in config.ignore:
        hint = f"add `{dependent}` to `ignore`, or take `{name}` out of it"
    elif not package.version:
        hint = f"give `{name}` a version, or add `{dependent}` to `ignore`"
    else:
        hint = f"version `{name}` with `privatePackages`, or add `{dependent}` to `ignore`"
    return Problem(
        f"`{dependent}` is versioned, but depends on `{name}`, which is not", Where(PATH), hint
    )


def parse_changesets_config(text: str, packages: Sequence[Package]) -> ChangesetsConfig:
    """Read the configuration.

    Args:
        text: strict JSON. Keys that Changesets does not know are ignored.
        packages: in package order; groups and `ignore` speak of their names.

    Returns:
        The options; `warnings` has a sentence for every pattern of a group that matches no
        package, and for every key that looks like a misspelt option.

    Raises:
        ConfigError: all problems at once, each with the line of its option.
    """
    options = JsonOptions.of(PATH, text)
    problems: list[Problem] = []
    values: dict[Path, Any] = {}
    for option, kind in _KINDS.items():
        found = options.get(option)
        if found is not MISSING and not kind.admits(found):
            problems.append(options.problem(option, f"is not {kind.words}"))
        elif found is not MISSING:
            values[option] = found
    names = [package.name for package in packages]
    config = _config(values, names)
    problems += _contradictions(options, config)
    ConfigError.raise_any(sorted(problems, key=_line))
    warnings = (*_unmatched(values, names), *_misspelt(options))
    return config._replace(warnings=warnings)


def _line(problem: Problem) -> int:
    return (problem.where and problem.where.line) or 0


def _is_object(found: object) -> bool:
    return isinstance(found, dict | list)  # a list is an object in JavaScript


def _is_module(found: object) -> bool:
    """A path, or a list of a path and options; what follows in the list is not looked at."""
    if not isinstance(found, list):
        return isinstance(found, str)
    has_both = len(found) > 1 and isinstance(found[0], str)
    return has_both and (found[1] is None or _is_object(found[1]))


_MODULE = 'a module, or a list of a module and its options, such as ["./some-module", {}]'
_OBJECT = Kind(_is_object, "an object")
_GROUPS = list_of(STRINGS, "a list of groups, each a list of names or patterns")
_PRIVATE = ("privatePackages",)
_SNAPSHOT = ("snapshot",)
_UNSAFE = (UNSAFE,)

_KINDS: Mapping[Path, Kind] = {
    ("changelog",): Kind(lambda found: found is False or _is_module(found), f"false, {_MODULE}"),
    ("commit",): Kind(
        lambda found: isinstance(found, bool) or _is_module(found), f"true, false, {_MODULE}"
    ),
    ("access",): one_of("public", "restricted"),
    ("baseBranch",): STRING,
    ("changedFilePatterns",): STRINGS,
    ("format",): one_of("auto", "prettier", "oxfmt", "deno", "dprint", False),
    ("fixed",): _GROUPS,
    ("linked",): _GROUPS,
    ("ignore",): STRINGS,
    ("updateInternalDependencies",): one_of("patch", "minor"),
    ("bumpVersionsWithWorkspaceProtocolOnly",): BOOLEAN,
    _PRIVATE: Kind(
        lambda found: isinstance(found, bool) or _is_object(found),
        "true, false or an object with `version` and `tag`",
    ),
    (*_PRIVATE, "version"): BOOLEAN,
    (*_PRIVATE, "tag"): BOOLEAN,
    _SNAPSHOT: _OBJECT,
    (*_SNAPSHOT, "useCalculatedVersion"): BOOLEAN,
    (*_SNAPSHOT, "prereleaseTemplate"): FILLED,
    _UNSAFE: _OBJECT,
    (*_UNSAFE, "onlyUpdatePeerDependentsWhenOutOfRange"): BOOLEAN,
    (*_UNSAFE, "updateInternalDependents"): one_of("always", "out-of-range"),
}


def _config(values: Mapping[Path, Any], names: Sequence[str]) -> ChangesetsConfig:
    """What the well-formed options say; the others keep their defaults."""
    plain = {field: values[option] for option, field in _PLAIN.items() if option in values}
    all_private = values.get(_PRIVATE) is True
    return ChangesetsConfig(
        **plain,
        changelog=_module(values.get(("changelog",), DEFAULT_CHANGELOG)),
        commit=_module(values.get(("commit",), False)),
        changed_file_patterns=tuple(values.get(("changedFilePatterns",), ["**"])),
        format=values.get(("format",), "auto") or None,
        fixed=tuple(select(names, group) for group in values.get(("fixed",), ())),
        linked=tuple(select(names, group) for group in values.get(("linked",), ())),
        ignore=select(names, values.get(("ignore",), ())),
        update_internal_dependencies=Bump[
            values.get(("updateInternalDependencies",), "patch").upper()
        ],
        private_packages_version=values.get((*_PRIVATE, "version"), all_private),
        private_packages_tag=values.get((*_PRIVATE, "tag"), all_private),
        always_update_dependents=values.get((*_UNSAFE, "updateInternalDependents")) == "always",
    )


_PLAIN: Mapping[Path, str] = {
    ("access",): "access",
    ("baseBranch",): "base_branch",
    ("bumpVersionsWithWorkspaceProtocolOnly",): "bump_versions_with_workspace_protocol_only",
    (*_SNAPSHOT, "useCalculatedVersion"): "snapshot_use_calculated_version",
    (*_SNAPSHOT, "prereleaseTemplate"): "snapshot_prerelease_template",
    (*_UNSAFE, "onlyUpdatePeerDependentsWhenOutOfRange"): "only_update_peers_out_of_range",
}
"""The options that are taken over as they are, and the fields that they fill."""


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
            (*_PRIVATE, "tag"),
            "is true, but `privatePackages.version` is not",
            "what has no version of its own gets no tag: set both, or neither",
        )


def _unmatched(values: Mapping[Path, Any], names: Sequence[str]) -> Iterator[str]:
    for option in ("fixed", "linked"):
        for pattern in chain.from_iterable(values.get((option,), ())):
            negated, positive = split_negation(pattern)
            matches = compile_glob(positive)
            if all(matches(name) == negated for name in names):
                yield f"{PATH}: `{option}` has `{pattern}`, which matches no package"


def _misspelt(options: JsonOptions) -> Iterator[str]:
    """Keys that Changesets ignores, but that come close to one that it reads."""
    for parent in ((), _PRIVATE, _SNAPSHOT, _UNSAFE):
        known = [option[-1] for option in _KINDS if option[:-1] == parent]
        for key in options.keys(parent):
            close = get_close_matches(key, known, n=1, cutoff=_MISSPELT)
            if close and key not in known:
                option = (*parent, key)
                yield (
                    f"{options.where(option)}: nothing reads `{'.'.join(option)}`: "
                    f"did you mean `{close[0]}`?"
                )


_MISSPELT = 0.8  # difflib's ratio: a letter or two away; others have keys of their own here
