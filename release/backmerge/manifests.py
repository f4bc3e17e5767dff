"""A manifest of both sides: the higher version, and the requirements that a release raises.

What a release writes is made equal in all texts first; then the rest can be merged by lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from release.backmerge.three_way import MergeLines, Sides, UnsettledError, settled
from release.manifests import Format, cargo_toml
from release.manifests.python_requirements import normal_name
from release.model import Dependency, Manifest
from release.versions import from_pep440, parse, precedence

_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*[0-9A-Za-z.+-]*")


def merge_manifest(
    forms: Sequence[Format],
    path: str,
    sides: Sides,
    names: Collection[str],
    merge: MergeLines,
) -> str | None:
    """The manifest after the merge; None where a side has removed it and the other only released.

    Args:
        forms: its formats: a file may carry the versions of several packages.
        path: of the manifest.
        sides: its texts.
        names: the names of our packages, as manifests write them.
        merge: merges the rest.

    Raises:
        UnsettledError: both sides changed more than what a release writes, in ways that conflict.
        ConfigError: a text is malformed.
    """
    if sides.ours is None or sides.theirs is None:
        kept = sides.ours if sides.theirs is None else sides.theirs
        for form in forms:
            if not (sides.base and kept) or not brings_only_release(
                form, path, sides.base, kept, names
            ):
                raise UnsettledError
        return None
    for form in forms:
        sides = made_equal(form, path, sides, names)
    merged = merge(*(text or "" for text in sides))
    if merged is None:
        raise UnsettledError
    return merged


def made_equal(form: Format, path: str, sides: Sides, names: Collection[str]) -> Sides:
    """The texts with the same version and the same requirements on our packages.

    Args:
        form: the manifest's format.
        path: of the manifest.
        sides: its texts.
        names: the names of our packages, as manifests write them.

    Raises:
        ConfigError: a text is malformed.
    """
    texts = [text for text in sides if text is not None]
    manifests = [None if text is None else form.read(path, text) for text in sides]
    own = later([manifest.version for manifest in manifests if manifest])
    chosen = dict(_chosen(*(_needs(manifest, names) for manifest in manifests)))
    shared = later([shared_version(form, path, text) for text in texts])

    def equal(text: str | None) -> str | None:
        if text is None:
            return None
        return with_values(form, path, text, own, _as_in(form.read(path, text), chosen), shared)

    return Sides(*map(equal, sides))


def with_values(  # noqa: PLR0913, PLR0917  all that a release writes into a manifest
    form: Format,
    path: str,
    text: str,
    own: str | None,
    others: Mapping[Dependency, str],
    shared: str | None,
) -> str:
    """A manifest with a version, requirements, and the version that a Cargo workspace shares."""
    text = form.update(text, own, others)
    if shared is not None and shared_version(form, path, text) is not None:
        text = cargo_toml.update_workspace(text, shared)
    return text


def brings_only_release(
    form: Format, path: str, before: str, after: str, names: Collection[str]
) -> bool:
    """Whether nothing but versions and requirements on our packages has changed.

    Raises:
        ConfigError: a text is malformed.
    """
    manifest = form.read(path, after)
    others = _as_in(form.read(path, before), _needs(manifest, names))
    shared = shared_version(form, path, after)
    return with_values(form, path, before, manifest.version, others, shared) == after


def shared_version(form: Format, path: str, text: str) -> str | None:
    """The version that the crates of a Cargo workspace inherit; None where there is none."""
    if form is not cargo_toml:
        return None
    workspace = cargo_toml.read_crate(path, text).workspace
    return workspace.version if workspace else None


def later(versions: Collection[str | None]) -> str | None:
    """The highest version as it was written, in SemVer's or Python's spelling; the first of equals.

    Where one of them is no version, it is the last that is there.
    """
    written = [version for version in versions if version is not None]
    parsed = [parse(version) or parse(from_pep440(version) or "") for version in written]
    known = [precedence(version) for version in parsed if version is not None]
    if not written or len(known) < len(written):
        return written[-1] if written else None
    return written[known.index(max(known))]


def _needs(manifest: Manifest | None, names: Collection[str]) -> Mapping[tuple[str, str], str]:
    """The requirements on our packages, by section and name."""
    if manifest is None:
        return {}
    return {
        (each.section, each.name): each.requirement
        for each in manifest.dependencies
        if _is_ours(manifest, each, names)
    }


def _as_in(manifest: Manifest, needs: Mapping[tuple[str, str], str]) -> Mapping[Dependency, str]:
    """What `needs` requires, by the dependencies of a manifest that are among them."""
    return {
        each: needs[each.section, each.name]
        for each in manifest.dependencies
        if (each.section, each.name) in needs
    }


def _is_ours(manifest: Manifest, dependency: Dependency, names: Collection[str]) -> bool:
    name = dependency.name
    return name in names or (manifest.ecosystem == "python" and normal_name(name) in names)


def _chosen(
    base: Mapping[tuple[str, str], str],
    ours: Mapping[tuple[str, str], str],
    theirs: Mapping[tuple[str, str], str],
) -> Iterator[tuple[tuple[str, str], str]]:
    """The requirement that stands, where both sides have one and it can be told."""
    for key in ours.keys() & theirs.keys():
        one, other = ours[key], theirs[key]
        try:
            yield key, settled([base.get(key)], one, other) or other
        except UnsettledError:
            # A release writes another version into the same form.
            if _VERSION.sub("*", one) == _VERSION.sub("*", other):
                found = [_VERSION.search(each) for each in (one, other)]
                numbers = [each and each[0] for each in found]
                yield key, other if later(numbers) == numbers[1] else one
