"""`uv.lock`: one `[[package]]` a distribution; ours have a directory as `source`.

Requirements on members are copied without their ranges, so that only versions repeat: in the
member's own table, and with its dependants when other packages have its name. The order of
those is left as it is: uv asks what the lockfile says, not how it is ordered. A package with a
dynamic version has none here.
Format: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from release.lockfiles.toml_tables import packages, read_tables
from release.model import Member
from release.spans import Edit, Span, splice
from release.versions import from_pep440, is_spelt, parse, pep440

ECOSYSTEM = "python"
REFRESH = "uv lock"

_DIRECTORY = re.compile(r'\{ (?:editable|virtual|directory|workspace) = "([^"]*)"[^}]*\}')


def update(text: str, members: Sequence[Member]) -> str:
    """Write the members' versions in Python's spelling; see `Lockfile`.

    A member whose version is spelt otherwise than we spell it is left alone: we have not moved it.
    """
    versions = {
        member.directory or ".": version
        for member in members
        if (version := _semantic(member.version))
    }
    return splice(text, _edits(text, versions))


def _semantic(version: str | None) -> str | None:
    if version is None or parse(version):
        return version
    semantic = from_pep440(version)
    return semantic if semantic and pep440(semantic) == version else None


def _edits(text: str, versions: dict[str, str]) -> Iterator[Edit]:
    tables = packages(read_tables(text))
    names = Counter(table.string(text, "name") for table in tables)
    for table in tables:
        source, name = table.values.get("source"), table.string(text, "name")
        directory = _DIRECTORY.fullmatch(source.of(text)) if source else None
        old = table.string(text, "version")
        new = versions.get(directory[1]) if directory else None
        if source and name and old and new and not is_spelt(old, new):
            yield table.values["version"], f'"{pep440(new)}"'
            if names[name] > 1:  # else dependants name it alone
                yield from _mentions(text, name, old, source.of(text), pep440(new))


def _mentions(text: str, name: str, old: str, source: str, new: str) -> Iterator[Edit]:
    before = f'{{ name = "{name}", version = "'
    mention = re.compile(re.escape(before + old) + f'(?=", source = {re.escape(source)})')
    for found in mention.finditer(text):
        yield Span(found.start() + len(before), found.end()), new
