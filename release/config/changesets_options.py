"""What each option of `.changeset/config.json` may be, in either line of Changesets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from release.config.json_options import Path
from release.config.options import BOOLEAN, FILLED, STRING, STRINGS, Kind, list_of, one_of

PRIVATE = ("privatePackages",)
SNAPSHOT = ("snapshot",)
UNSAFE = ("___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH",)
FORMAT = ("format",)
PRETTIER = ("prettier",)
CALCULATED = (*UNSAFE, "useCalculatedVersionForSnapshots")
PROTOCOL_ONLY = ("bumpVersionsWithWorkspaceProtocolOnly",)


def _is_object(found: object) -> bool:
    return isinstance(found, dict | list)  # a list is an object in JavaScript


def _is_module(found: object) -> bool:
    """A path, or a list of a path and options; what follows in the list is not looked at."""
    if not isinstance(found, list):
        return isinstance(found, str)
    has_both = len(found) > 1 and isinstance(found[0], str)
    return has_both and (found[1] is None or _is_object(found[1]))


def _is_pair(found: object) -> bool:
    """A path, or a list of exactly a path and anything, as Changesets 2 takes it."""
    if not isinstance(found, list):
        return isinstance(found, str)
    both = 2
    return len(found) == both and isinstance(found[0], str)


_MODULE = 'a module, or a list of a module and its options, such as ["./some-module", {}]'
_OBJECT = Kind(_is_object, "an object")
_GROUPS = list_of(STRINGS, "a list of groups, each a list of names or patterns")

_KINDS: Mapping[Path, Kind] = {
    ("changelog",): Kind(lambda found: found is False or _is_module(found), f"false, {_MODULE}"),
    ("commit",): Kind(
        lambda found: isinstance(found, bool) or _is_module(found), f"true, false, {_MODULE}"
    ),
    ("access",): one_of("public", "restricted"),
    ("baseBranch",): STRING,
    ("changedFilePatterns",): STRINGS,
    FORMAT: one_of("auto", "prettier", "oxfmt", "deno", "dprint", False),
    ("fixed",): _GROUPS,
    ("linked",): _GROUPS,
    ("ignore",): STRINGS,
    ("updateInternalDependencies",): one_of("patch", "minor"),
    PROTOCOL_ONLY: BOOLEAN,
    PRIVATE: Kind(
        lambda found: isinstance(found, bool) or _is_object(found),
        "true, false or an object with `version` and `tag`",
    ),
    (*PRIVATE, "version"): BOOLEAN,
    (*PRIVATE, "tag"): BOOLEAN,
    SNAPSHOT: _OBJECT,
    (*SNAPSHOT, "useCalculatedVersion"): BOOLEAN,
    (*SNAPSHOT, "prereleaseTemplate"): FILLED,
    UNSAFE: _OBJECT,
    (*UNSAFE, "onlyUpdatePeerDependentsWhenOutOfRange"): BOOLEAN,
    (*UNSAFE, "updateInternalDependents"): one_of("always", "out-of-range"),
}

_KINDS_2: Mapping[Path, Kind] = {
    **{option: kind for option, kind in _KINDS.items() if option != FORMAT},
    ("changelog",): Kind(lambda found: found is False or _is_pair(found), f"false, {_MODULE}"),
    ("commit",): Kind(
        lambda found: isinstance(found, bool) or _is_pair(found), f"true, false, {_MODULE}"
    ),
    ("access",): one_of("public", "restricted", "private"),
    PROTOCOL_ONLY: Kind(lambda _: True, "anything"),  # only `true` counts, and nothing is refused
    PRIVATE: Kind(
        lambda found: found is False or _is_object(found),
        "false or an object with `version` and `tag`",
    ),
    (*SNAPSHOT, "prereleaseTemplate"): STRING,
    CALCULATED: Kind(
        lambda found: isinstance(found, bool) or found in (None, "", 0), "true or false"
    ),
    PRETTIER: BOOLEAN,
}

KINDS: Mapping[int, Mapping[Path, Kind]] = MappingProxyType({2: _KINDS_2, 3: _KINDS})
"""Every option that a line of Changesets reads, by `compat`."""
