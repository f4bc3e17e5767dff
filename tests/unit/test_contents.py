"""Whose content a file is: decided by paths alone."""

from __future__ import annotations

import pytest

from release.contents import PackageMap, changed_content

PACKAGES = PackageMap(
    homes={
        "apps/backend": "backend",
        "apps/cloudprint": "cloudprint",
        "apps/frachter": "frachter",
        "libs/ui": "ui",
        "libs/gone": "gone",
    },
    languages={
        "backend": frozenset({"npm", "python"}),
        "cloudprint": frozenset({"npm", "cargo", "tauri"}),
        "frachter": frozenset({"npm"}),
        "ui": frozenset({"npm"}),
    },
    dependents={"ui": ("frachter",), "frachter": (), "gone": ("cloudprint",)},
)
EVERYBODY = {"backend", "cloudprint", "frachter", "ui"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("apps/backend/backend/server.py", {"backend"}),
        ("apps/backend/README.md", {"backend"}),
        ("apps/cloudprint/src-tauri/Cargo.lock", {"cloudprint"}),
        ("libs/ui/button.js", {"ui", "frachter"}),
        ("apps/backender/x.py", EVERYBODY),
        ("tsconfig.base.json", EVERYBODY),
        ("scripts/build.sh", EVERYBODY),
        ("package.json", EVERYBODY),
        ("package-lock.json", EVERYBODY),
        ("Cargo.lock", {"cloudprint"}),
        ("uv.lock", {"backend"}),
        ("../uv.lock", {"backend"}),
        ("apps/pnpm-lock.yaml", {"backend", "cloudprint", "frachter"}),
        ("apps/backend/yarn.lock", {"backend"}),
        ("libs/ui/Cargo.lock", {"ui", "frachter"}),
        ("README.md", set()),
        ("docs/how/to.md", set()),
        ("LICENSE", set()),
        ("LICENSE-MIT", set()),
        (".changeset/brave-otter.md", set()),
        (".changeset/ledger.jsonl", set()),
        (".github/workflows/ci.yml", set()),
        ("../elsewhere/main.c", set()),
        ("libs/gone/index.js", {"cloudprint"}),
    ],
)
def test_a_file_counts_for_those_whose_build_may_read_it(path: str, expected: set[str]) -> None:
    assert expected == set(changed_content([path], PACKAGES))


def test_each_package_is_told_its_files() -> None:
    files = ["libs/ui/b.js", "libs/ui/a.js", "apps/frachter/main.js"]
    expected = {
        "frachter": ("apps/frachter/main.js", "libs/ui/a.js", "libs/ui/b.js"),
        "ui": ("libs/ui/a.js", "libs/ui/b.js"),
    }

    assert expected == changed_content(files, PACKAGES)


def test_what_lies_at_the_root_belongs_to_a_package_that_is_there() -> None:
    """But a lockfile there is everybody's still, and not what the root does not lock."""
    packages = PackageMap(
        {**PACKAGES.homes, "": "suite"},
        {**PACKAGES.languages, "suite": frozenset({"python"})},
        PACKAGES.dependents,
    )

    assert {"suite"} == set(changed_content(["release/x.py", "README.md"], packages))
    assert {"suite", "backend"} == set(changed_content(["uv.lock"], packages))
    assert EVERYBODY == set(changed_content(["package-lock.json"], packages))
    assert set() == set(changed_content([".github/x.yml", "../x"], packages))


def test_packages_that_depend_on_each_other_are_each_visited_once() -> None:
    packages = PACKAGES._replace(dependents={"ui": ("frachter",), "frachter": ("ui",)})

    assert {"ui", "frachter"} == set(changed_content(["libs/ui/a.js"], packages))
