"""A mistake that people make, and all that they are told: by the real program, in a real clone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tests.docs.errors.page import PAGE
from tests.trains import a_released_train

_MESSAGE = re.compile(r"^error: (.*)$", re.MULTILINE)
_UNTOLD = ("GH_PAT", "GITHUB_")  # what the environment of these tests may have, and a user not


class Mistake(NamedTuple):
    """What is typed, how it ends, and all of stderr.

    `files` are written over those of the train, and `before` is done there, by a shell.
    """

    typed: str
    code: int
    said: str
    files: Mapping[str, str] = MappingProxyType({})
    before: str = ":"


def made(mistake: Mistake, place: Path) -> tuple[int, str]:
    """The exit code and stderr of somebody who makes it in a train of their own."""
    train = place / "train"
    train.mkdir()
    a_released_train(train)
    for path, text in mistake.files.items():
        (train / path).write_text(text, "utf-8")
    ended = subprocess.run(
        ["sh", "-ec", f"{mistake.before}\nexec {sys.executable} -m release {mistake.typed}"],
        cwd=train,
        env={key: value for key, value in os.environ.items() if not key.startswith(_UNTOLD)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return ended.returncode, ended.stderr


def listed(message: str) -> bool:
    """Whether docs/errors.md has a message, with names for its values."""
    return any(re.fullmatch(each, message) for each in _patterns())


def messages(said: str) -> list[str]:
    """The first line of every error."""
    return _MESSAGE.findall(said)


def _patterns() -> list[str]:
    """What the messages of the page stand for; what only is said at times is in brackets."""
    shown = dict.fromkeys(_MESSAGE.findall(PAGE.read_text("utf-8")))
    return [_pattern(each) for each in shown]


def _pattern(message: str) -> str:
    parts = re.split(r"(\{[a-z_ ]+\}|\[|\])", message)
    marks = {"[": "(?:", "]": ")?"}
    return "".join(
        ".+" if part.startswith("{") and len(part) > 1 else marks.get(part) or re.escape(part)
        for part in parts
    )
