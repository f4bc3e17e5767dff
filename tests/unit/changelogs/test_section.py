"""What a changelog tells of one version."""

from __future__ import annotations

import pytest

from release.changelogs.section import section_of

LOG = """# cloudprint

## 1.1.0

### Minor Changes

- abc1234: It counts sheets

  ## 9.9.9

  ```
  ## 8.8.8
  ```

## 1.0.0

### Major Changes

- The first
"""


def test_a_section_goes_to_the_next_version() -> None:
    section = section_of(LOG, "1.1.0")

    assert section is not None
    assert section.startswith("### Minor Changes\n\n- abc1234: It counts sheets")
    assert section.endswith("  ## 8.8.8\n  ```")


def test_the_last_section_goes_to_the_end() -> None:
    assert "### Major Changes\n\n- The first" == section_of(LOG, "1.0.0")


@pytest.mark.parametrize("version", ["1.1", "1.1.0-a.0", "9.9.9", "8.8.8", "2.0.0"])
def test_a_version_without_a_heading_has_no_section(version: str) -> None:
    """Least of all one that somebody wrote into an entry."""
    assert section_of(LOG, version) is None


@pytest.mark.parametrize(
    "heading",
    [
        "## v1.1.0",
        "# [1.1.0](https://example.org/compare) (2026-01-02)",
        "### 1.1.0 - 2026-01-02",
        "##\t1.1.0",
    ],
)
def test_headings_as_others_write_them(heading: str) -> None:
    assert "- It" == section_of(f"# log\n\n{heading}\n\n- It\n\n## 1.0.0\n\n- Old\n", "1.1.0")


def test_a_section_ends_at_a_deeper_version_too() -> None:
    """Conventional changelogs have a level for each bump."""
    assert "- It" == section_of("# 2.0.0\n\n- It\n\n## 1.9.0\n\n- Old\n", "2.0.0")


def test_a_heading_in_a_fence_ends_nothing() -> None:
    log = "## 1.1.0\n\n````md\n```\n## 1.0.0\n```\n````\n\n- It\n"

    assert section_of(log, "1.0.0") is None
    assert (section_of(log, "1.1.0") or "").endswith("- It")


def test_line_ends_of_any_kind() -> None:
    assert "- It" == section_of("# log\r\n\r\n## 1.1.0\r\n\r\n- It\r\n", "1.1.0")
