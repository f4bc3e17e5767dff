from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from release.actions import WriteFile
from release.authoring import (
    Answers,
    Changed,
    Choices,
    Offer,
    Request,
    bumps_asked_for,
    plan_changeset,
    plan_questions,
)
from release.config.changesets import ChangesetsConfig
from release.errors import ChangesetError, ConfigError, ReleaseError
from release.model import Bump
from tests.factories import a_package, a_workspace

MAJOR, MINOR, PATCH = Bump.MAJOR, Bump.MINOR, Bump.PATCH
PACKAGES = {"@acme/web": a_package(), "cloudprint": a_package("0.4.1"), "odd:name": a_package()}
RULES = ChangesetsConfig()  # it skips what is private
WORKSPACE = a_workspace(tool="npm", **PACKAGES, hidden=a_package(private=True))


def planned(
    bumps: Mapping[str, Bump], summary: str = "m", existing: tuple[str, ...] = ()
) -> WriteFile:
    answers = Answers(bumps, summary)
    return plan_changeset(answers, WORKSPACE, RULES, existing_ids=existing, choose=Random(1))


def messages(error: ReleaseError) -> list[str]:
    return [problem.message for problem in error.problems]


def test_flags_give_majors_then_minors_then_patches_as_typed() -> None:
    flags = ["@acme/web:patch", "hidden:major", "cloudprint:patch", "odd:name:minor"]

    bumps = bumps_asked_for(Request(flags), WORKSPACE)

    assert list(bumps.items()) == [
        ("hidden", MAJOR),
        ("odd:name", MINOR),
        ("@acme/web", PATCH),
        ("cloudprint", PATCH),
    ]


def test_all_wrong_flags_are_told_at_once() -> None:
    flags = ["cloud-print:minor", "cloudprint", "@acme/web:none", "hidden:patch", "hidden:major"]
    flags += [":patch", "cloudprint:", "nowhere", ""]

    with pytest.raises(ChangesetError) as caught:
        bumps_asked_for(Request(flags), WORKSPACE)

    assert messages(caught.value) == [
        "`cloud-print` is not in the workspace",
        "`cloudprint` has no bump",
        "`@acme/web:none` has the unknown bump `none`",
        "`hidden` is given twice",
        "`:patch` names no package",
        "`cloudprint:` has no bump",
        "`cloudprint` is given twice",
        "`nowhere` has no bump",
        "`nowhere` is not in the workspace",
        "`` names no package",
    ]


@pytest.mark.parametrize(
    ("flag", "hint"),
    [
        ("cloud-print:minor", "did you mean `cloudprint`?"),
        ("x:minor", "the packages are `@acme/web`, `cloudprint`, `hidden`, `odd:name`"),
        ("cloudprint", "such as `cloudprint:patch`"),
        ("cloudprint:Minro", "did you mean `minor`?"),
    ],
)
def test_a_wrong_flag_gets_a_way_on(flag: str, hint: str) -> None:
    with pytest.raises(ChangesetError) as caught:
        bumps_asked_for(Request([flag]), WORKSPACE)

    assert hint in (caught.value.problems[0].hint or "")


def test_plans_the_file() -> None:
    action = planned({"cloudprint": MINOR, "@acme/web": PATCH}, "Faster.")

    assert action.text == '---\n"cloudprint": minor\n"@acme/web": patch\n---\n\nFaster.\n'
    assert action.path.startswith(".changeset/")
    assert action.reason == "cloudprint: minor, @acme/web: patch"


def test_plans_an_empty_changeset() -> None:
    assert planned({}, "").text == "---\n\n---\n\n\n"


@pytest.mark.parametrize("summary", ["", "007", "1e3", " x ", "0"])
def test_a_summary_is_kept_as_typed(summary: str) -> None:
    """The JavaScript CLI makes `0` of an empty message and `7` of `007` (B6)."""
    assert planned({"cloudprint": PATCH}, summary).text.endswith(f"---\n\n{summary}\n")


def test_an_existing_changeset_is_never_overwritten() -> None:
    first = planned({}).path
    name = first.removeprefix(".changeset/").removesuffix(".md")

    assert planned({}, existing=(name,)).path != first


def test_refuses_packages_that_take_no_part() -> None:
    with pytest.raises(ChangesetError) as caught:
        planned({"hidden": PATCH, "clodprint": PATCH})

    assert messages(caught.value) == [
        "`hidden` takes no part in releases",
        "`clodprint` is not in the workspace",
    ]


def test_offers_changed_packages_first_and_what_each_bump_leads_to() -> None:
    workspace = a_workspace(b=a_package(), A=a_package("0.4.1"), c=a_package("x"), d=a_package())

    seen = Changed(("src/a",))
    choices = plan_questions(workspace, RULES, changed={"d": seen, "c": seen})

    from_1 = {PATCH: "1.0.1", MINOR: "1.1.0", MAJOR: "2.0.0"}
    from_0 = {PATCH: "0.4.2", MINOR: "0.5.0", MAJOR: "1.0.0"}
    assert choices == Choices(
        (
            Offer("c", "x", {}, changed=seen),
            Offer("d", "1.0.0", from_1, changed=seen),
            Offer("A", "0.4.1", from_0),
            Offer("b", "1.0.0", from_1),
        )
    )


@pytest.mark.parametrize(
    ("version", "expected"),
    [("0.4.1", True), ("1.0.0-beta.1", True), ("1.0.0", False), ("2.3.4", False)],
)
def test_knows_what_a_major_means_before_1(version: str, expected: bool) -> None:
    (offer,) = plan_questions(a_workspace(a=a_package(version)), RULES, {}).offers

    assert offer.is_before_1 is expected


def test_a_workspace_without_anything_to_release_is_told() -> None:
    with pytest.raises(ConfigError):
        plan_questions(a_workspace(a=a_package(private=True)), RULES, {})


def test_names_in_lists_come_after_commas_or_again() -> None:
    request = Request(
        ["odd:name:minor"], {PATCH: ["@acme/web, hidden"], MAJOR: ["cloudprint"], MINOR: []}
    )

    bumps = bumps_asked_for(request, WORKSPACE)

    assert list(bumps.items()) == [
        ("cloudprint", MAJOR),
        ("odd:name", MINOR),
        ("@acme/web", PATCH),
        ("hidden", PATCH),
    ]


def test_contradictions_are_told_with_everything_else() -> None:
    request = Request(
        ["cloudprint:patch"],
        {MAJOR: ["cloudprint,nowhere", ","]},
        message=True,
        empty=True,
        from_commits=True,
    )

    with pytest.raises(ChangesetError) as caught:
        bumps_asked_for(request, WORKSPACE)

    assert messages(caught.value) == [
        "--empty releases nothing, and packages are named",
        "--from-commits takes everything from the commits; packages, --empty, --message say it too",
        "`cloudprint` is given twice",
        "`nowhere` is not in the workspace",
        "`--major ,` names no package",
        "`--major ,` names no package",
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (Changed(("src/a",)), "1 file: src/a"),
        (Changed(("src/a",), 1), "1 file: src/a; uncommitted"),
        (Changed(("src/a", "b", "c"), 2), "3 files: src/a, ...; 2 uncommitted"),
        (Changed(("src/a", "b"), 2), "2 files: src/a, ...; uncommitted"),
    ],
)
def test_says_why_a_package_is_thought_changed(changed: Changed, expected: str) -> None:
    assert str(changed) == expected
