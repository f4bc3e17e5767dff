"""The step that attests who built the files of a release, from which commit and in which run.

Whoever downloads one asks `gh attestation verify FILE --repo OWNER/REPOSITORY`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from release.config.pins import ATTEST
from release.errors import Problem
from release.globs import split_negation
from release.model import App
from release.workflows.ground import Ground
from release.workflows.jobs import IDENTITY, Act, Rights
from release.workflows.paper import Noted

RIGHTS: Rights = MappingProxyType(
    {
        **IDENTITY,
        "attestations": Noted("write", "to attest what it has built"),
    }
)
"""What the job needs besides its own."""

_OTHER_DIALECT = re.compile(r"[{}()!\\\x00-\x1f]")
"""What GitHub's patterns do not know, or read in another way than ours."""


def attest(app: App, directories: Mapping[str, str]) -> tuple[Act, ...]:
    """The step, when the app has files; without any of them there it is left out."""
    return attest_files(_patterns(app, directories)) if app.assets else ()


def attest_files(patterns: tuple[str, ...]) -> tuple[Act, ...]:
    """The step for the files of patterns that begin at the root."""
    quoted = ", ".join("'" + each.replace("'", "''") + "'" for each in patterns)
    inputs = {"subject-path": "\n".join(patterns) + "\n"}
    return (Act("Attest", ATTEST, inputs, f"hashFiles({quoted}) != ''"),)


def _patterns(app: App, directories: Mapping[str, str]) -> tuple[str, ...]:
    """What names the app's files from the root; a pattern with `!` takes out what others let in."""
    signed = sorted((split_negation(each) for each in app.assets), key=lambda each: each[0])
    directory = directories.get(app.package, "")
    return tuple(
        ("!" if negative else "") + posixpath.normpath(posixpath.join(directory, pattern))
        for negative, pattern in signed
    )


def wrong_patterns(ground: Ground) -> Iterator[Problem]:
    """Patterns of files that GitHub would read in another way."""
    for app in ground.apps:
        for pattern in _patterns(app, ground.directories) if app.assets else ():
            if _OTHER_DIALECT.search(pattern.removeprefix("!")):
                yield Problem(
                    f"the file pattern `{pattern}` of the app `{app.name}` cannot be attested",
                    ground.where("apps", app.name, "assets"),
                    "GitHub knows `*`, `**`, `?` and `[a-z]`: write a pattern for each",
                )
