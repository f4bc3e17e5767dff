"""pnpm-lock.yaml: the texts are what pnpm itself wrote before and after a bump."""

from __future__ import annotations

import pytest

from release.lockfiles.pnpm_lock import update
from release.model import Dependency, Member
from release.spans import Malformed

# pnpm 9.15.9, with `dependenciesMeta.core.injected` in apps/web
LOCK_9 = """lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

importers:

  .: {}

  apps/web:
    dependencies:
      '@x/ui':
        specifier: workspace:~1.0.0
        version: link:../../packages/ui
      core:
        specifier: '>=1.0.0'
        version: file:packages/core(q@packages+q)
    devDependencies:
      q:
        specifier: 1.0.0
        version: link:../../packages/q
    dependenciesMeta:
      core:
        injected: true

  packages/core:
    dependencies:
      q:
        specifier: ^1.0.0
        version: link:../q

  packages/q: {}

packages:

  core@file:packages/core:
    resolution: {directory: packages/core, type: directory}
    peerDependencies:
      q: ^1.0.0

  old@1.0.0:
    resolution: {integrity: sha512-x}
    deprecated: |-
      Do not use: ever
    peerDependencies:
      q: ^1.0.0

snapshots:

  core@file:packages/core(q@packages+q):
    dependencies:
      q: link:packages/q
"""

# pnpm 7.33.7, of the same workspace
LOCK_5 = """lockfileVersion: 5.4

importers:

  .:
    specifiers: {}

  apps/web:
    specifiers:
      '@x/ui': workspace:~1.0.0
      core: '>=1.0.0'
      q: 1.0.0
    dependencies:
      '@x/ui': link:../../packages/ui
      core: file:packages/core_q@packages+q
    devDependencies:
      q: link:../../packages/q
    dependenciesMeta:
      core:
        injected: true

packages:

  file:packages/core_q@packages+q:
    resolution: {directory: packages/core, type: directory}
    id: file:packages/core
    name: core
    version: 1.0.0
    peerDependencies:
      q: ^1.0.0
    dependencies:
      q: link:packages/q
    transitivePeerDependencies:
      - q
    dev: false
"""


def a_member(directory: str, name: str, *dependencies: tuple[str, str, str]) -> Member:
    return Member(
        "npm", name, directory, "2.0.0", tuple(Dependency(*each) for each in dependencies)
    )


def released(core: str = ">=2.0.0") -> list[Member]:
    return [
        a_member(
            "apps/web",
            "web",
            ("dependencies", "@x/ui", "workspace:~2.0.0"),
            ("dependencies", "core", core),
            ("devDependencies", "q", "2.0.0"),
        ),
        a_member("packages/core", "core", ("peerDependencies", "q", "^2.0.0")),
        a_member("packages/ui", "@x/ui"),
        a_member("packages/q", "q"),
    ]


def test_specifiers_and_the_peers_of_an_injected_member_follow() -> None:
    """A member's peers stand among its dependencies."""
    ours, mark, rest = LOCK_9.partition("  old@1.0.0:")
    expected = ours.replace("1.0.0", "2.0.0") + mark + rest

    assert update(LOCK_9, released()) == expected


def test_format_5_has_specifiers_apart_and_the_version_of_an_injected_member() -> None:
    assert update(LOCK_5, released()) == LOCK_5.replace("1.0.0", "2.0.0")


def test_carriage_returns_stay() -> None:
    expected = update(LOCK_9, released()).replace("\n", "\r\n")

    assert update(LOCK_9.replace("\n", "\r\n"), released()) == expected


@pytest.mark.parametrize(
    ("requirement", "written"),
    [
        ("^2.0.0", "^2.0.0"),
        ("~2.0.0", "~2.0.0"),
        ("2.0.0", "2.0.0"),
        ("<=2.0.0", "<=2.0.0"),
        (">2.0.0", "'>2.0.0'"),
        (">=2.0.0 <3.0.0", "'>=2.0.0 <3.0.0'"),
        ("=2.0.0", "'=2.0.0'"),
        ("*", "'*'"),
        ("", "''"),
        ("2", "'2'"),
        ("2.0", "'2.0'"),
        ("2 || 3", "2 || 3"),
        ("|| 2", "'|| 2'"),
    ],
)
def test_a_range_is_quoted_where_pnpm_quotes_it(requirement: str, written: str) -> None:
    after = update(LOCK_9, released(core=requirement))

    assert f"core:\n        specifier: {written}\n" in after


def test_an_override_is_not_the_requirement() -> None:
    """`overrides` put another specifier there, of another protocol."""
    text = LOCK_9.replace("'>=1.0.0'", "link:../core")

    assert "core:\n        specifier: link:../core\n" in update(text, released())


def test_comments_stay_and_hide_nothing() -> None:
    commented = LOCK_9.replace("importers:\n", "importers:\n# ours\n    # a: b\n")

    assert update(commented, released()).replace("# ours\n    # a: b\n", "") == update(
        LOCK_9, released()
    )


def test_refuses_what_pnpm_does_not_write() -> None:
    with pytest.raises(Malformed) as refused:
        update(LOCK_9.replace("  .: {}", "  ? what"), released())

    assert refused.value.line == 9
