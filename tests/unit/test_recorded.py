"""Why a release was made, out of the ledger."""

from __future__ import annotations

import pytest

from release.ledger import Release, render_release
from release.ledger.recorded import recorded_releases
from release.model import Bump, Cause, PlannedRelease

CLOUDPRINT = PlannedRelease(
    "cloudprint",
    Bump.MINOR,
    "1.0.0",
    "1.1.0",
    because_of=(Cause("changeset", "quick-otter"), Cause("dependency", "core", "^1.0.0")),
)
CORE = PlannedRelease("core", Bump.MAJOR, "1.0.0", "2.0.0", because_of=(Cause("changeset", "a"),))
WEB = PlannedRelease("@acme/wéb", Bump.PATCH, "1.0.0", "1.0.1")


def a_ledger(*lines: tuple[PlannedRelease, ...]) -> str:
    return "".join(render_release(Release(()), line, []) + "\n" for line in lines)


def test_the_line_that_made_the_version_tells_why() -> None:
    old = CLOUDPRINT._replace(old="0.9.0", new="1.0.0")
    ledger = a_ledger((old,), (CLOUDPRINT,), (WEB,))

    found = recorded_releases(ledger, {"cloudprint": "1.1.0", "@acme/wéb": "1.0.1"}, ["cloudprint"])

    assert (CLOUDPRINT,) == found


def test_what_was_released_together_is_told_together() -> None:
    """A package that is no app has no state of its own to tell."""
    ledger = a_ledger((CORE, CLOUDPRINT))
    versions = {"cloudprint": "1.1.0", "core": "2.0.0"}

    assert (CORE, CLOUDPRINT) == recorded_releases(ledger, versions, ["cloudprint"])


def test_what_has_moved_on_since_is_not_told() -> None:
    ledger = a_ledger((CORE, CLOUDPRINT))
    versions = {"cloudprint": "1.1.0", "core": "2.0.1"}

    assert (CLOUDPRINT,) == recorded_releases(ledger, versions, ["cloudprint"])


def test_a_name_of_any_letters_is_found() -> None:
    assert (WEB,) == recorded_releases(a_ledger((WEB,)), {"@acme/wéb": "1.0.1"}, ["@acme/wéb"])


def test_what_is_out_is_not_told() -> None:
    assert () == recorded_releases(a_ledger((CLOUDPRINT,)), {"cloudprint": "1.1.0"}, [])


@pytest.mark.parametrize(
    "line",
    [
        "no JSON, cloudprint",
        '["cloudprint"]',
        '{"kind": "baseline", "released": {"cloudprint": {}}}',
        '{"kind": "release", "releases": [{"name": "cloudprint", "to": "1.1.0"}]}',
        '{"kind": "release", "releases": "cloudprint"}',
    ],
)
def test_a_line_of_another_form_tells_nothing(line: str) -> None:
    text = line.replace("cloudprint", '"cloudprint"') if line.startswith("no") else line

    assert () == recorded_releases(text, {"cloudprint": "1.1.0"}, ["cloudprint"])


def test_without_a_ledger_nothing_is_told() -> None:
    assert () == recorded_releases(None, {}, ["cloudprint"])
