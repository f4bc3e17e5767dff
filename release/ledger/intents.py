"""Changesets as the ledger remembers them: by file name and by meaning.

The name alone would take an edited text for the old one. The meaning alone would take the same
sentence for one release: bots write "Update dependencies" every week, and each of them counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.digest import digest_of
from release.ecmascript import trim_end
from release.ledger.damage import DamageError
from release.model import Changeset


class Intent(NamedTuple):
    """A consumed changeset, and the version to which it brought each of its packages.

    A package has None where there is no version to tell: its bump was `none`.
    """

    id: str
    hash: str
    packages: Mapping[str, str | None]

    @property
    def key(self) -> tuple[str, str, frozenset[tuple[str, str | None]]]:
        """The same for two that say the same, in whatever order."""
        return self.id, self.hash, frozenset(self.packages.items())

    def document(self) -> dict[str, object]:
        """The intent as JSON."""
        return {"id": self.id, "hash": self.hash, "packages": dict(self.packages)}


def hash_of(changeset: Changeset) -> str:
    """The hash of what it means, as `sha256:<hex>`.

    Quotes, the order of packages, line ends and blanks before them mean nothing: a formatter and
    `core.autocrlf` change them, and no changelog shows them.
    """
    lines = (trim_end(line) for line in changeset.summary.split("\n"))
    bumps = {name: str(bump) for name, bump in changeset.bumps.items()}
    return digest_of({"bumps": bumps, "summary": "\n".join(lines)})


def parse_intents(value: object) -> tuple[Intent, ...]:
    """The intents of a line.

    Raises:
        DamageError: they are not what we write.
    """
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise DamageError("`intents` of this line is not a list")
    return tuple(_parse_intent(row) for row in value)


def _parse_intent(row: object) -> Intent:
    if isinstance(row, dict):
        id_, hash_, packages = row.get("id"), row.get("hash"), row.get("packages")
        if isinstance(id_, str) and isinstance(hash_, str) and isinstance(packages, dict):
            wrong = [
                name
                for name, version in packages.items()
                if version is not None and not isinstance(version, str)
            ]
            if not wrong:
                return Intent(id_, hash_, packages)
    raise DamageError("an intent of this line has no `id`, `hash` and versions in `packages`")
