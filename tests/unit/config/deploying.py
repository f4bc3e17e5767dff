"""What the tables of environments and of apps say of deployments, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pytest

from release.config.options import BOOLEAN, FILLED, Kind
from release.config.placing import Rules
from release.config.train import Config, parse_train_config
from release.errors import ConfigError
from release.targets.placeholders import problems as problems_of_texts
from tests.factories import a_package, a_workspace

WORKSPACE = a_workspace(backend=a_package(), frachter=a_package())


class Folders:
    """What the configuration knows of a target that has a path, and must not have it end in /.

    Where it is quick it captures how quick.
    """

    OPTIONS: Mapping[str, Kind] = MappingProxyType(
        {"path": FILLED, "quick": BOOLEAN, "promote": FILLED}
    )
    REQUIRED: tuple[str, ...] = ("path",)

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
        if str(options.get("path", "")).endswith("/"):
            yield "path", "ends with `/`", "take it away"

    def captures(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        return ("speed",) if options.get("quick") else ()

    def of_platforms(
        self, options: Mapping[str, Any], platforms: Sequence[str]
    ) -> Iterator[tuple[str, str, str | None]]:
        yield from (("path", "is no path of jobs", None) for _ in [1] if "quick" in options)
        yield from ((each, "is odd", "even") for each in platforms if each == "odd")


def parsed(text: str) -> Config:
    config = parse_train_config(
        text,
        "release.toml",
        WORKSPACE,
        Rules({"folders": Folders(), "fly": Folders()}, problems_of_texts, {"fly": Folders()}),
    )
    assert config is not None
    return config


def problems(text: str) -> list[tuple[str, str | None]]:
    """Each problem as `line: message`, and its hint."""
    with pytest.raises(ConfigError) as caught:
        parsed(text)
    return [
        (f"{each.where and each.where.line}: {each.message}", each.hint)
        for each in caught.value.problems
    ]
