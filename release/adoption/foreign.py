"""The files of other tools as values, taken as they come: what is not as expected is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from release.manifests.document import json_document, toml_document
from release.world import Files

_README = re.compile(r"(?i)readme\.md")
_SUFFIX = ".md"
_WORKFLOWS = ".github/workflows"


def json_table(files: Files, path: str) -> dict[str, Any]:
    """The object in a JSON file, comments allowed; empty when there is no such file.

    Raises:
        ConfigError: it is malformed.
    """
    text = files.read(path)
    return {} if text is None else json_document(path, text, relaxed=True)


def toml_table(files: Files, path: str) -> dict[str, Any]:
    """The same of a TOML file."""
    text = files.read(path)
    return {} if text is None else toml_document(path, text)


def table(value: object) -> dict[str, Any]:
    """`value` if it is a table; else an empty one."""
    return value if isinstance(value, dict) else {}


def tables(value: object) -> dict[str, dict[str, Any]]:
    """The tables in a table, by name."""
    return {name: each for name, each in table(value).items() if isinstance(each, dict)}


def table_list(value: object) -> list[dict[str, Any]]:
    """The tables in a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def strings(value: object) -> list[str]:
    """The strings in a list."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def documents(files: Files, folder: str) -> Iterator[tuple[str, str]]:
    """The Markdown files of a folder, each with its text; a README is none of them."""
    for entry in files.entries(folder):
        name = entry.name
        if entry.is_directory or not name.endswith(_SUFFIX) or _README.fullmatch(name):
            continue
        path = f"{folder}/{name}"
        yield path, files.read(path) or ""


def workflow_texts(files: Files) -> dict[str, str]:
    """The workflows of a repository, by their paths."""
    names = [entry.name for entry in files.entries(_WORKFLOWS)]
    paths = [f"{_WORKFLOWS}/{name}" for name in names if name.endswith((".yml", ".yaml"))]
    return {path: files.read(path) or "" for path in paths}


def workflows_with(files: Files, word: str) -> Iterator[str]:
    """The workflows whose text has `word`, by path."""
    return (path for path, text in workflow_texts(files).items() if word in text)
