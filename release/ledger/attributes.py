"""The line of `.gitattributes` that lets two branches record releases at the same time."""

from __future__ import annotations

from fnmatch import fnmatchcase

from release.ledger.damage import LEDGER

ATTRIBUTES = ".changeset/.gitattributes"
_FOLDER, _, _NAME = LEDGER.rpartition("/")
_RULE = f"{_NAME} merge=union"
_WHY = "# Releases recorded on two branches are all kept when the branches meet."


def covers(text: str, folder: str) -> bool:
    """Whether `text`, the .gitattributes in `folder`, says how the ledger is merged.

    A pattern with a slash is matched from its folder, one without in every folder below
    (gitattributes(5)).
    """
    path = LEDGER if not folder else LEDGER.removeprefix(f"{folder}/")
    for line in text.splitlines():
        pattern, *attributes = line.split() or [""]
        subject = path if "/" in pattern else _NAME
        speaks = any(each.lstrip("-!").partition("=")[0] == "merge" for each in attributes)
        if speaks and fnmatchcase(subject, pattern.removeprefix("/")):
            return True
    return False


def with_rule(text: str | None) -> str:
    """The text of `ATTRIBUTES` with our line at its end; None is a file that is not there."""
    if not text:
        return f"{_WHY}\n{_RULE}\n"
    line_end = "" if text.endswith("\n") else "\n"
    return f"{text}{line_end}{_RULE}\n"
