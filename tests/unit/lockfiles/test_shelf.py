"""What every lockfile on the shelf keeps to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.lockfiles import LOCKFILES
from release.model import Dependency, Member

NAMES = ("alpha", "beta", "gamma")
NUMBERS = st.integers(0, 11)
VERSIONS = st.builds("{}.{}.{}{}".format, NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["", "-rc.1"]))
RANGES = st.builds(str.__add__, st.sampled_from(["^", "~", ">=", "", "workspace:^"]), VERSIONS)


def a_lock(name: str, versions: list[str], ranges: list[str]) -> str:
    """`beta` and `gamma` require `alpha`; the texts hold what matters of each format."""
    if name in {"Cargo.lock", "uv.lock"}:
        source = 'source = {{ editable = "{0}" }}\n' if name == "uv.lock" else ""
        return "version = 1\n" + "".join(
            f'\n[[package]]\nname = "{each}"\nversion = "{version}"\n{source.format(each)}'
            for each, version in zip(NAMES, versions, strict=True)
        )
    if name == "pnpm-lock.yaml":
        return "lockfileVersion: '9.0'\n\nimporters:\n\n  alpha: {}\n" + "".join(
            f"\n  {each}:\n    dependencies:\n      alpha:\n        specifier: '{text}'\n"
            for each, text in zip(NAMES[1:], ranges, strict=True)
        )
    if name == "yarn.lock":
        key = ", ".join(sorted({f"alpha@{text}" for text in ranges} | {"alpha@workspace:alpha"}))
        return f'__metadata:\n  version: 6\n\n"{key}":\n  resolution: "alpha@workspace:alpha"\n' + (
            "".join(
                f'\n"{each}@workspace:{each}":\n  resolution: "{each}@workspace:{each}"\n'
                f'  dependencies:\n    alpha: "{text}"\n'
                for each, text in zip(NAMES[1:], ranges, strict=True)
            )
        )
    entries = "".join(
        f'    "{each}": {{\n      "version": "{version}",\n'
        f'      "dependencies": {{\n        "alpha": "{text}"\n      }}\n    }},\n'
        for each, version, text in zip(NAMES, versions, ["*", *ranges], strict=True)
    )
    section = "workspaces" if name == "bun.lock" else "packages"
    return f'{{\n  "{section}": {{\n{entries}    "end": {{}}\n  }}\n}}\n'


def members(ecosystem: str, versions: list[str], ranges: list[str]) -> list[Member]:
    return [
        Member(ecosystem, name, name, version, (Dependency("dependencies", "alpha", text),))
        for name, version, text in zip(NAMES, versions, ["*", *ranges], strict=True)
    ]


STATES = st.tuples(
    st.lists(VERSIONS, min_size=3, max_size=3), st.lists(RANGES, min_size=2, max_size=2)
)


@pytest.mark.parametrize("name", LOCKFILES)
@given(old=STATES, new=STATES, end=st.sampled_from(["\n", "\r\n"]))
def test_twice_is_once_there_and_back_is_nothing_and_line_ends_stay(
    name: str,
    old: tuple[list[str], list[str]],
    new: tuple[list[str], list[str]],
    end: str,
) -> None:
    lockfile = LOCKFILES[name]
    before, after = members(lockfile.ECOSYSTEM, *old), members(lockfile.ECOSYSTEM, *new)
    start = lockfile.update(a_lock(name, *old).replace("\n", end), before)

    once = lockfile.update(start, after)

    assert lockfile.update(start, before) == start
    assert lockfile.update(once, after) == once
    assert lockfile.update(lockfile.update(once, before), after) == once
    assert once.count(end) == once.count("\n") == start.count("\n")
