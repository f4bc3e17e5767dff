"""The packages of release-please's, each with what it is with us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from release.adoption.conversions.release_please.files import from_root
from release.adoption.foreign import strings, tables
from release.adoption.members import Member, directory_of, members_at
from release.world import Files

CONFIG = "release-please-config.json"
MANIFEST = ".release-please-manifest.json"
_FOLLOWING = {"node-workspace", "cargo-workspace"}
_LINKED = "linked-versions"
_UNSCOPED = re.compile(r"@[\w-]+/(.*)")


class Package(NamedTuple):
    """A package: the path that the configuration has, its options, and what it is with us."""

    path: str
    options: Mapping[str, Any]
    member: Member

    @property
    def component(self) -> str:
        """What its tags begin with where they name the package."""
        named = self.options.get("component")
        if named:
            return str(named)
        name = str(self.options.get("package-name") or self._default_name)
        scoped = _UNSCOPED.fullmatch(name) if self.language == "node" else None
        return scoped[1] if scoped else name

    @property
    def language(self) -> str:
        """The `release-type`."""
        return str(self.options.get("release-type") or "node")

    @property
    def tag(self) -> str:
        """The template of its tags."""
        version = "{version}" if self.options.get("include-v-in-tag") is False else "v{version}"
        if self.options.get("include-component-in-tag") is False or not self.component:
            return version
        separator = self.options.get("tag-separator")
        return f"{self.component}{'-' if separator is None else separator}{version}"

    @property
    def changelog(self) -> str:
        """Where its changelog is, seen from the root."""
        written = str(self.options.get("changelog-path") or "CHANGELOG.md")
        return from_root(self.member, written)

    @property
    def extra_files(self) -> Sequence[Any]:
        """The other files that repeat its version, as they are written."""
        listed = self.options.get("extra-files")
        return listed if isinstance(listed, list) else ()

    @property
    def _default_name(self) -> str:
        """The name in the manifest, which types that have none of their own do not read."""
        known = {"node": "npm", "rust": "cargo", "python": "python", "expo": "npm"}
        ecosystem = known.get(self.language)
        every = (each for each in self.member.manifests if each.ecosystem == ecosystem)
        return next((each.name or "" for each in every), "")


def packages_of(files: Files, config: Mapping[str, Any]) -> Iterator[Package]:
    """The packages that are packages with us, too; the others are left out.

    Raises:
        ConfigError: manifests are malformed; all problems at once.
    """
    listed = tables(config.get("packages"))
    members = members_at(files, map(directory_of, listed))
    for path, options in listed.items():
        if member := members.get(directory_of(path)):
            yield Package(directory_of(path), {**config, **options}, member)


def _plugins(config: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The plug-ins by their type, each with its options."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    listed = config.get("plugins")
    for each in listed if isinstance(listed, list) else ():
        options = each if isinstance(each, dict) else {"type": each}
        found.setdefault(str(options.get("type")), []).append(options)
    return found


def unknown_plugins(config: Mapping[str, Any]) -> list[str]:
    """The types of plug-ins that become nothing here."""
    return [each for each in _plugins(config) if each not in _FOLLOWING | {_LINKED}]


def follows_always(config: Mapping[str, Any]) -> bool:
    """Whether a package is released whenever one that it depends on is."""
    return bool(_FOLLOWING & _plugins(config).keys())


def groups(config: Mapping[str, Any], packages: Sequence[Package]) -> Iterator[list[str]]:
    """The packages of each `linked-versions`, which all are released with one version."""
    names = {each.component: each.member.name for each in packages}
    for options in _plugins(config).get(_LINKED, ()):
        group = [names[each] for each in strings(options.get("components")) if each in names]
        if len(group) > 1:
            yield group
