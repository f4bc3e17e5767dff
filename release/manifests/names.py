"""What packages are called where several languages have one of the same name."""

from __future__ import annotations

from collections.abc import Iterable

_NPM = "npm"


def names_apart(packages: Iterable[tuple[str, str]]) -> list[str]:
    """The names of packages, in their order: what is not npm's gets its ecosystem before its name.

    A `/` divides the two, which a tag's name can have, and npm's names only behind a scope.

    Args:
        packages: the ecosystem and the name of each.
    """
    pairs = list(packages)
    ecosystems: dict[str, set[str]] = {}
    for ecosystem, name in pairs:
        ecosystems.setdefault(name, set()).add(ecosystem)
    return [
        f"{ecosystem}/{name}" if ecosystem != _NPM and len(ecosystems[name]) > 1 else name
        for ecosystem, name in pairs
    ]
