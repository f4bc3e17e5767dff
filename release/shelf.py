"""A table of plug-ins that are modules, each imported when it is first asked for.

A command that meets one manifest format should not pay for all of them at its start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TypeVar, cast

Key = TypeVar("Key")
Plugin = TypeVar("Plugin")


class Shelf(Mapping[Key, Plugin]):
    """Plug-ins by key. `modules` has the name of the module that is the plug-in."""

    def __init__(self, modules: Mapping[Key, str]) -> None:
        self._modules = dict(modules)

    def __getitem__(self, key: Key) -> Plugin:
        # That each module fits the shelf's protocol, tests/unit/test_shelves.py holds.
        return cast("Plugin", import_module(self._modules[key]))

    def __iter__(self) -> Iterator[Key]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)
