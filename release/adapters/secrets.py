"""What of the environment must not be seen: our tokens are withheld, and no secret is printed.

GitHub hides the secrets of a workflow from its log; this does it for all other places in which a
line of a program's output ends up: reports, summaries, records, and the logs of other machines.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from release.forge import PAT

TOKENS = (PAT, "GITHUB_TOKEN")
"""Ours: a program gets them when it says that it needs them."""

HIDDEN = "***"

SHORTEST = 6
"""Characters of what is hidden: shorter values are words that stand in every other line."""

_NAMES_A_SECRET = re.compile(
    r"(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PAT|PRIVATE_KEY|API_KEY|ACCESS_KEY)$",
    re.IGNORECASE,
)


class Secrets(NamedTuple):
    """Texts that are hidden, the longest first, so that no part of one is left of another."""

    texts: tuple[str, ...]

    @property
    def longest(self) -> int:
        """Characters of the longest one; 0 where there is none."""
        return len(self.texts[0]) if self.texts else 0

    def hidden(self, text: str) -> str:
        """`text` with stars in the place of each."""
        for secret in self.texts:
            text = text.replace(secret, HIDDEN)
        return text


NO_SECRETS = Secrets(())


def secrets_of(environment: Mapping[str, str]) -> Secrets:
    """The secrets in an environment, by the names of the variables; of a key, each line.

    Each also as it stands in a web address, and as one word of a shell.
    """
    found = {
        spelled
        for name, value in environment.items()
        if name in TOKENS or _NAMES_A_SECRET.search(name)
        for part in _parts(value)
        if len(part) >= SHORTEST
        for spelled in _spellings(part)
    }
    return Secrets(tuple(sorted(found, key=lambda each: (-len(each), each))))


def without_tokens(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program that is not ours."""
    return {name: value for name, value in environment.items() if name not in TOKENS}


def _parts(value: str) -> Iterator[str]:
    yield value
    yield from _stripped(value.splitlines())


def _spellings(secret: str) -> Iterator[str]:
    from urllib.parse import quote  # noqa: PLC0415  few secrets are there: start-up

    yield secret
    yield quote(secret, safe="")
    yield shlex.quote(secret).removeprefix("'").removesuffix("'")


def _stripped(lines: Iterable[str]) -> Iterator[str]:
    return (line.strip() for line in lines)
