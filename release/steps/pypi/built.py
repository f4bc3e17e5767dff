"""The distributions of a version, and what an index lists of their project."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple

from release.errors import AGAIN, ConfigError, ForgeError, Problem, StateError, Where
from release.indexes.distributions import Distribution, is_distribution, named, wrong_names
from release.indexes.simple import Listed, MalformedPageError, page_of, parse_page
from release.indexes.standing import Standing, refusals, standing
from release.read.project import read_project
from release.targets.pypi import CHECK_URL, of_address
from release.updates import Fetch
from release.world import View


class Wanted(NamedTuple):
    """A version, the folders with its files (seen from the package), and an index's simple API.

    `address` is empty where nothing says it.
    """

    version: str
    folders: Sequence[str]
    address: str


class Looked(NamedTuple):
    """What was built, where that is looked for (empty: nowhere), and how the index stands to it."""

    built: tuple[Distribution, ...]
    page: str
    standing: Standing


def look(view: View, app: str, wanted: Wanted, fetch: Fetch | None) -> Looked:
    """Read what was built, and ask the index; without `fetch` nobody is asked.

    Raises:
        ConfigError: there is no such app, or the address is none for an index.
        StateError: nothing was built, something else was, or the index has other files in the
            place of these; all of them are told.
        ForgeError: the index did not answer.
    """
    if fetch is None:
        built = _built(view, app, wanted)
        return Looked(built, "", standing(built, {}))
    if not wanted.address:
        raise ConfigError(
            "nothing says which index is meant",
            hint=f"set {CHECK_URL} to the address of its simple API, as for uv; or say it in the "
            "options `index` and `upload`",
        )
    troubles = of_address("index", wanted.address)
    ConfigError.raise_any([Problem(f"`{key}` {wrong}", hint=hint) for key, wrong, hint in troubles])
    built = _built(view, app, wanted)
    page = page_of(wanted.address, built[0].project)
    listed = _listed(page, fetch)
    found = standing(built, listed)
    StateError.raise_any([*refusals(found, listed)])
    return Looked(built, page, found)


def document(app: str, wanted: Wanted, found: Looked) -> dict[str, object]:
    """What was found as JSON."""
    there = {each.path for each in found.standing.there}
    return {
        "schema": 1,
        "app": app,
        "version": wanted.version,
        "page": found.page,
        "files": [{**each._asdict(), "listed": each.path in there} for each in found.built],
    }


def _built(view: View, app: str, wanted: Wanted) -> tuple[Distribution, ...]:
    project = read_project(view.files)
    package = project.workspace.by_name[project.config.app(app).package]
    folders = [
        posixpath.normpath(posixpath.join(package.directory, each)) for each in wanted.folders
    ]
    inside = {folder: _inside(view, folder) for folder in folders}
    paths = [path for found in inside.values() for path in found]
    StateError.raise_any(
        [
            *(
                _nothing(app, wanted.version, folder)
                for folder, found in inside.items()
                if not found
            ),
            *wrong_names(paths, app, wanted.version),
        ]
    )
    return tuple(_measured(view, path) for path in paths)


def _inside(view: View, folder: str) -> list[str]:
    names = [each.name for each in view.files.entries(folder) if not each.is_directory]
    return [posixpath.normpath(f"{folder}/{name}") for name in names if is_distribution(name)]


def _nothing(app: str, version: str, folder: str) -> Problem:
    return Problem(
        f"there is no wheel and no source distribution of {app} {version} in {folder}",
        Where(folder),
        "`uv build` makes them; where jobs of their own do, bring theirs here",
    )


def _measured(view: View, path: str) -> Distribution:
    says = named(path)
    digest = view.blobs.measure(path).digest.removeprefix("sha256:")
    return Distribution(path, says.project if says else "", digest)


def _listed(page: str, fetch: Fetch) -> Listed:
    """What the index has of the project; nothing where it does not know it.

    Raises:
        ForgeError: there was no answer, or none that tells.
    """
    found = fetch(page)
    if found.status == HTTPStatus.NOT_FOUND:
        return {}
    if found.status != HTTPStatus.OK:
        why = f"answered {found.status}" if found.status else f"did not answer: {found.why}"
        raise ForgeError(f"the index {page} {why}", hint=AGAIN)
    try:
        return parse_page(found.content)
    except MalformedPageError as error:
        raise ForgeError(
            f"{page} is not a page of an index: {error}",
            hint="`index` is the address of a simple API",
        ) from None
