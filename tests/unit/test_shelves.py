"""Every plug-in fits its shelf: it has the names of the protocol, with the very types.

mypy holds each module to the types that it declares itself; that those are the protocol's is held
here, of whatever stands in the table. A new plug-in is a module and its line there, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import get_annotations, isfunction, signature
from pkgutil import iter_modules
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple, get_type_hints

import pytest

from release import lockfiles, manifests, requirements, targets
from release.adoption import conversions
from release.adoption.conversion import Converter
from release.manifests import package_json


class Shelved(NamedTuple):
    """A table of plug-ins, what each of them is, and the room that they are in."""

    table: Mapping[Any, Any]
    protocol: type
    room: ModuleType


SHELVES = {
    "formats": Shelved(manifests.FORMATS, manifests.Format, manifests),
    "lockfiles": Shelved(lockfiles.LOCKFILES, lockfiles.Lockfile, lockfiles),
    "requirements": Shelved(requirements.REQUIREMENTS, requirements.Requirements, requirements),
    "targets": Shelved(targets.SHELF, targets.Target, targets),
    "platform targets": Shelved(targets.BY_PLATFORM, targets.PlatformTarget, targets),
    "trusted targets": Shelved(targets.BY_TRUST, targets.TrustedTarget, targets),
    "converters": Shelved(conversions.SHELF, Converter, conversions),
}
every_shelf = pytest.mark.parametrize("shelf", SHELVES.values(), ids=[*SHELVES])


def names(protocol: type) -> set[str]:
    """What a plug-in must have."""
    kinds = [each for each in protocol.__mro__ if getattr(each, "_is_protocol", False)]
    found = {name for each in kinds for name in (*vars(each), *get_annotations(each))}
    return {name for name in found if not name.startswith("_")}


def misfits(plugin: object, protocol: type) -> Iterator[str]:
    """What a plug-in lacks, and what of it has other types than the protocol says."""
    for name in sorted(names(protocol)):
        if not hasattr(plugin, name):
            yield f"has no `{name}`"
        elif (has := shape(plugin, name)) != (wants := shape(protocol, name)):
            yield f"has {name}{has}, and not {name}{wants}"


def shape(owner: Any, name: str) -> str:
    """The type of a value, or the parameters and the types of a function."""
    found = getattr(owner, name, None)
    if not isfunction(found):
        return f": {get_type_hints(owner).get(name, type(found))}"
    types = get_type_hints(found)
    parameters = [
        str(each.replace(annotation=types.get(each.name)))
        for each in signature(found).parameters.values()
        if each.name != "self"
    ]
    return f"({', '.join(parameters)}) -> {types.get('return')}"


@every_shelf
def test_every_plug_in_fits_its_shelf(shelf: Shelved) -> None:
    plugins = shelf.table.items()

    assert [] == [
        f"{key} {each}" for key, plugin in plugins for each in misfits(plugin, shelf.protocol)
    ]


@every_shelf
def test_what_fits_a_shelf_is_on_it(shelf: Shelved) -> None:
    """A module that no table has would never be asked."""
    room = shelf.room
    modules = [
        import_module(f"{room.__name__}.{each.name}") for each in iter_modules(room.__path__)
    ]
    fit = {each.__name__ for each in modules if names(shelf.protocol) <= {*vars(each)}}

    assert {plugin.__name__ for plugin in shelf.table.values()} == fit


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        (SimpleNamespace(read=package_json.read), "has no `update`"),
        (SimpleNamespace(read=lambda text: text, update=package_json.update), "has read"),
    ],
)
def test_what_does_not_fit_is_caught(plugin: object, said: str) -> None:
    (found,) = misfits(plugin, manifests.Format)

    assert found.startswith(said)
