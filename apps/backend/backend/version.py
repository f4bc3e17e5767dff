"""Which version of the backend this is, told by the files it was started from."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

NAME = "backend"


def version() -> str:
    """The version in the pyproject.toml beside this package, else the installed one.

    The checkout comes first: it is what runs when the service was started from a folder, also
    where another version happens to be installed.
    """
    pyproject = Path(__file__).parents[1] / "pyproject.toml"
    if pyproject.is_file():
        project = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("project", {})
        if project.get("name") == NAME:
            return str(project["version"])
    return metadata.version(NAME)
