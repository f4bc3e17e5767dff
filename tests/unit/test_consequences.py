"""What new changesets will cause."""

from __future__ import annotations

from release.config.changesets import ChangesetsConfig
from release.consequences import NEW, Foresight, consequences, foresight_document, foresight_lines
from release.model import Bump, Changeset
from release.plan import plan_release
from tests.factories import a_changeset, a_package, a_workspace

MAJOR, MINOR, PATCH = Bump.MAJOR, Bump.MINOR, Bump.PATCH
WORKSPACE = a_workspace(
    core=a_package(),
    app=a_package("2.0.0", dependencies={"core": "~1.0.0"}),
    web=a_package(),
    twin=a_package(),
    other=a_package(),
)
RULES = ChangesetsConfig(fixed=(("web", "twin"),))


def foreseen(pending: list[Changeset], **bumps: Bump) -> Foresight:
    """What a changeset with `bumps` causes beside those that are `pending`."""
    new = Changeset(NEW, "", bumps, "")
    before = plan_release(pending, WORKSPACE, RULES)
    return consequences([NEW], plan_release([*pending, new], WORKSPACE, RULES), before)


def test_tells_dependents_and_groups_and_why() -> None:
    assert foresight_lines(foreseen([], core=MINOR, web=PATCH)) == (
        "It will release:",
        "  core  1.0.0 -> 1.1.0  this changeset",
        "  web   1.0.0 -> 1.0.1  this changeset",
        "  app   2.0.0 -> 2.0.1  the new core is outside its range `~1.0.0`",
        "  twin  1.0.0 -> 1.0.1  fixed group of web, twin",
    )


def test_tells_apart_what_was_pending_and_what_becomes_of_it() -> None:
    pending = [
        a_changeset("a", core=PATCH),
        a_changeset("b", other=PATCH),
        a_changeset("c", web=PATCH),
    ]

    assert foresight_lines(foreseen(pending, core=MAJOR)) == (
        "It will release:",
        "  core  1.0.0 -> 2.0.0  this changeset (so far 1.0.1)",
        "  app   2.0.0 -> 2.0.1  the new core is outside its range `~1.0.0`",
        "  besides 3 that are pending already",
    )


def test_names_the_package_that_moves_no_further_than_it_would_anyway() -> None:
    assert foresight_lines(foreseen([a_changeset(other=MINOR)], other=PATCH)) == (
        "It will release:",
        "  other  1.0.0 -> 1.1.0  this changeset",
    )


def test_an_empty_changeset_releases_nothing() -> None:
    assert foresight_lines(foreseen([a_changeset(other=MINOR)])) == ("It will release nothing.",)


def test_a_long_list_is_cut_and_counted() -> None:
    many = {f"p{number:02}": a_package() for number in range(20)}
    workspace = a_workspace(tool="npm", **many)
    new = Changeset(NEW, "", dict.fromkeys(workspace.by_name, PATCH), "")
    after, before = (plan_release(each, workspace, ChangesetsConfig()) for each in ([new], []))

    lines = foresight_lines(consequences([NEW], after, before))

    assert (lines[-1], len(lines)) == ("  and 8 more", 14)


def test_the_document_says_the_same() -> None:
    assert foresight_document(foreseen([a_changeset(core=PATCH)], core=MINOR))["causes"] == [
        {
            "name": "core",
            "bump": "minor",
            "from": "1.0.0",
            "to": "1.1.0",
            "pending": "1.0.1",
            "because": "this changeset",
        },
        {
            "name": "app",
            "bump": "patch",
            "from": "2.0.0",
            "to": "2.0.1",
            "pending": None,
            "because": "the new core is outside its range `~1.0.0`",
        },
    ]


def test_without_a_plan_it_says_why() -> None:
    unknown = Foresight(trouble="`x` is not there")

    assert foresight_document(unknown) == {"causes": None, "trouble": "`x` is not there"}
    assert foresight_lines(unknown) == ("What it will release is not known: `x` is not there",)
