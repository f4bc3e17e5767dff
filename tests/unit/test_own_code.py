from __future__ import annotations

import pytest

from release.own_code import is_own_code


@pytest.mark.parametrize("name", ["log:Log", "tools.log:make", "a_b.c1:D.e", "größe:Maß"])
def test_a_module_and_an_attribute_are_our_own_code(name: str) -> None:
    assert is_own_code(name)


@pytest.mark.parametrize(
    "name",
    [
        "./changelog.js",
        "@changesets/cli/changelog",
        "changelog",
        "changelog.js",
        ":Log",
        "log:",
        "a:b:c",
        "file:./a.js",
        "a b:c",
        "1a:b",
        "log:Log\n",
        "..log:Log",
    ],
)
def test_anything_else_is_not(name: str) -> None:
    assert not is_own_code(name)
