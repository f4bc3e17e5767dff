"""`pypi.*` on the command line: what a deployment of a Python package is made of.

Deployments by the target `pypi` call these; each can be called by hand, and again.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.steps.pypi.built import Wanted
    from release.tasks.desk import Desk
    from release.updates import Fetched

_FLAGS = {
    "app": "the app",
    "version": "its version",
    "folder": "where its files are, seen from the package; repeatable; default: `dist`",
    "index": "the address of the index's simple API; default: $UV_PUBLISH_CHECK_URL",
}


@step(
    locks=False,
    positional=[],
    iterable=["folder"],
    help={**_FLAGS, "offline": "look at the files alone, and ask no index"},
)
def verify(  # noqa: PLR0913, PLR0917  one flag a value
    desk: Desk,
    app: str,
    version: str,
    folder: list[str],
    index: str = "",
    offline: bool = False,
) -> Decision:
    """Can these files be published as that version?"""
    from release.steps.pypi.verify import verify as decide

    return decide(desk.view, app, _wanted(version, folder, index), None if offline else _asked)


@step(locks=False, positional=[], iterable=["folder"], help=_FLAGS)
def check(desk: Desk, app: str, version: str, folder: list[str], index: str = "") -> Decision:
    """Does the index list every file as it was built?"""
    from release.steps.pypi.check import check as decide

    return decide(desk.view, app, _wanted(version, folder, index), _asked)


@step(
    locks=False,
    positional=[],
    iterable=["folder"],
    help={**_FLAGS, "uploaded": "all of it was uploaded, whether the index lists it yet or not"},
)
def withdraw(  # noqa: PLR0913, PLR0917  one flag a value
    desk: Desk,
    app: str,
    version: str,
    folder: list[str],
    index: str = "",
    uploaded: bool = False,
) -> Decision:
    """Is nothing of that version out? What is out stays."""
    from release.steps.pypi.withdraw import withdraw as decide

    wanted = _wanted(version, folder, index)
    return decide(desk.view, app, wanted, _asked, uploaded=uploaded)


def _wanted(version: str, folders: list[str], index: str) -> Wanted:
    from release.steps.pypi.built import Wanted
    from release.targets.pypi import CHECK_URL, DIST

    return Wanted(version, folders or [DIST], index or os.environ.get(CHECK_URL, ""))


def _asked(url: str) -> Fetched:
    """A page of an index."""
    from release.adapters.downloads import download
    from release.indexes.simple import ACCEPT, LARGEST

    return download(url, ACCEPT, LARGEST)


collection = Collection("pypi", verify, check, withdraw)
