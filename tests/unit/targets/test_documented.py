"""What the documents show of targets is right."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from release.targets import SHELF

DOCS = Path(__file__).parents[3] / "docs"


def shown() -> dict[str, tuple[str, dict[str, Any]]]:
    """The target and its options of every example in the documents, by where it stands."""
    found = {}
    for page in sorted(DOCS.glob("*.md")):
        for number, block in enumerate(
            re.findall(r"```toml\n(.*?)```", page.read_text(), re.DOTALL)
        ):
            for app in tomllib.loads(block).get("apps", {}).values():
                if target := app.get("target"):
                    found[f"{page.name}-{number}"] = (target, app.get(target, {}))
    return found


SHOWN = shown()


def test_some_are_shown() -> None:
    assert {"command", "directory"} <= {target for target, _ in SHOWN.values()}


@pytest.mark.parametrize(("target", "options"), SHOWN.values(), ids=list(SHOWN))
def test_an_example_has_no_problems(target: str, options: dict[str, Any]) -> None:
    kinds = SHELF[target].OPTIONS

    assert {} == {key: value for key, value in options.items() if not kinds[key].admits(value)}
    assert set(SHELF[target].REQUIRED) <= set(options)
    assert [] == list(SHELF[target].problems(options))
