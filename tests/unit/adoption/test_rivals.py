"""Workflows that make releases already."""

from __future__ import annotations

from release.adoption.rivals import Rival, rivals
from release.errors import Where

TEXT = """\
name: Release
jobs:
  release:
    steps:
      - uses: actions/checkout@v6
      - name: Changesets
        uses: changesets/action@a45c4d5 # v1.9.0
        with:
          version: pnpm run version
          publish: pnpm changeset publish
      - uses: "googleapis/release-please-action@v4"
      # - uses: jbolda/covector@v1
      - run: echo 'uses: changesets/action@v1'
"""


def test_an_action_that_makes_releases_is_found_where_it_is_used() -> None:
    path = ".github/workflows/release.yml"

    assert [*rivals({path: TEXT, "ci.yml": "name: CI\n"})] == [
        Rival(Where(path, 7), "changesets/action", publishes=True),
        Rival(Where(path, 11), "googleapis/release-please-action", publishes=False),
    ]
