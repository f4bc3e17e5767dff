"""Versions in files of any kind, at the places that our configuration names.

Each place is a Format: by a pattern in a text, or by keys in JSON, TOML or YAML. A Python
package's places have Python's spelling, as its own manifest has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from release import json_text, toml_text, yaml_text
from release.config.repository import VersionPlace
from release.errors import ConfigError, Where
from release.manifests.document import text_at
from release.model import Dependency, Manifest
from release.spans import Malformed, Span, splice
from release.toml_text.places import replace
from release.versions import is_spelt, pep440

ECOSYSTEM = "file"


class ByPattern(NamedTuple):
    """The versions that a pattern finds. `spell` writes a version as the file has it."""

    place: VersionPlace
    spell: Callable[[str], str] = str

    def read(self, path: str, text: str) -> Manifest:
        """The version, in the file's spelling.

        Raises:
            ConfigError: the pattern does not match as often as it should.
        """
        spans = self._spans(text)
        if len(spans) != self.place.times:
            raise ConfigError(
                f"`{self.place.pattern}` matches {_times(len(spans))} in {path}, "
                f"and not {_times(self.place.times)}",
                self.place.where,
                "make the pattern narrower, or set `count`"
                if spans
                else "look at the file: the pattern's group must be the version that is there",
            )
        return Manifest(path, ECOSYSTEM, text, version=spans[0].of(text))

    def update(self, text: str, own: str | None, others: Mapping[Dependency, str]) -> str:  # noqa: ARG002  a Format
        """Replace the versions; see `Format`.

        Raises:
            ConfigError: the pattern would not find the new version again.
        """
        if own is None:
            return text
        new = self.spell(own)
        edits = [(span, new) for span in self._spans(text) if not self._means(span.of(text), own)]
        written = splice(text, edits)
        if edits and any(not self._means(span.of(written), own) for span in self._spans(written)):
            raise ConfigError(
                f"`{self.place.pattern}` finds the old version, and does not find `{new}`",
                self.place.where,
                "let the group take in prereleases too, such as `([0-9]\\S*)`",
            )
        return written

    def _means(self, written: str, own: str) -> bool:
        return written == self.spell(own) or (self.spell is pep440 and is_spelt(written, own))

    def _spans(self, text: str) -> list[Span]:
        expression = re.compile(self.place.pattern or "", re.MULTILINE)
        group: str | int = "version" if "version" in expression.groupindex else 1
        found = (match.span(group) for match in expression.finditer(text))
        return [Span(*span) for span in found if span[0] >= 0]


class ByKey(NamedTuple):
    """The version at some keys of a JSON, TOML or YAML file."""

    place: VersionPlace
    spell: Callable[[str], str] = str

    def read(self, path: str, text: str) -> Manifest:
        """The version, in the file's spelling.

        Raises:
            ConfigError: the file is malformed, or there is no string at the keys.
        """
        try:
            version = self._value(text)
        except Malformed as error:
            raise ConfigError(
                f"the file is malformed: {error.message}",
                Where(path, error.line),
                "mend the file by hand",
            ) from None
        if version is None:
            raise ConfigError(
                f"{path} has no version at `{'.'.join(self._keys)}`",
                self.place.where,
                "correct `key`: it leads from the top of the file to a string",
            )
        return Manifest(path, ECOSYSTEM, text, version=version)

    def update(self, text: str, own: str | None, others: Mapping[Dependency, str]) -> str:  # noqa: ARG002  a Format
        """Replace the version; see `Format`."""
        old = None if own is None else self._value(text)
        if own is None or old is None or old == self.spell(own):
            return text
        if self.spell is pep440 and is_spelt(old, own):
            return text
        return self._replaced(text, self.spell(own))

    @property
    def _keys(self) -> tuple[str, ...]:
        return self.place.key or ()

    def _value(self, text: str) -> str | None:
        if self._is(".toml"):
            return text_at(toml_text.loads(text), *self._keys)
        if self._is(".yaml", ".yml"):
            return yaml_text.value_at(text, self._keys)
        try:
            span = json_text.span_at(text, self._keys)
            value = json_text.loads(span.of(text), relaxed=True)
        except KeyError:
            return None
        return value if isinstance(value, str) else None

    def _replaced(self, text: str, new: str) -> str:
        if self._is(".toml"):
            return replace(text, {self._keys: new})
        if self._is(".yaml", ".yml"):
            return yaml_text.replace(text, self._keys, new)
        span = json_text.span_at(text, self._keys)
        return splice(text, [(span, json_text.requoted(new, span.of(text)))])

    def _is(self, *suffixes: str) -> bool:
        return self.place.path.endswith(suffixes)


def _times(count: int) -> str:
    return {0: "nowhere", 1: "once"}.get(count, f"{count} times")


def format_at(place: VersionPlace, ecosystem: str) -> ByPattern | ByKey:
    """The Format of a place that repeats the version of a package of `ecosystem`."""
    spell = pep440 if ecosystem == "python" else str
    return ByPattern(place, spell) if place.key is None else ByKey(place, spell)
