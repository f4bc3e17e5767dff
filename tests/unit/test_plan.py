"""What the pending changesets cause."""

from __future__ import annotations

import pytest

from release.config.changesets import ChangesetsConfig
from release.errors import ChangesetError, ConfigError
from release.model import Bump, Link, Package, ReleasePlan
from release.plan import dependency_graph, plan_release, released, with_shared
from tests.factories import a_changeset, a_package, a_workspace

PLAIN = ChangesetsConfig()


def versions(plan: ReleasePlan) -> dict[str, str | None]:
    """The new version of everything in the plan, in plan order."""
    return {release.name: release.new for release in plan.releases}


def test_the_largest_bump_wins() -> None:
    workspace = a_workspace(core=a_package("1.2.3"))
    changesets = [
        a_changeset("a", core=Bump.PATCH),
        a_changeset("b", core=Bump.MINOR),
        a_changeset("c", core=Bump.PATCH),
    ]

    plan = plan_release(changesets, workspace, PLAIN)

    assert {"core": "1.3.0"} == versions(plan)
    assert ("a", "b", "c") == plan.releases[0].changesets


@pytest.mark.parametrize(
    ("requirement", "bump", "expected"),
    [
        ("^1.0.0", Bump.MINOR, None),
        ("^1.0.0", Bump.MAJOR, "1.0.1"),
        ("~1.0.0", Bump.MINOR, "1.0.1"),
        ("1.0.0", Bump.PATCH, "1.0.1"),
        ("workspace:*", Bump.PATCH, "1.0.1"),
        ("workspace:^", Bump.MINOR, None),
        ("workspace:packages/core", Bump.PATCH, "1.0.1"),
        ("file:../core", Bump.MAJOR, None),
        ("latest", Bump.MAJOR, None),
        (">=1.0.0", Bump.MAJOR, None),
    ],
)
def test_a_dependent_is_patched_when_its_range_is_left(
    requirement: str, bump: Bump, expected: str | None
) -> None:
    workspace = a_workspace(core=a_package(), app=a_package(dependencies={"core": requirement}))

    plan = plan_release([a_changeset(core=bump)], workspace, PLAIN)

    assert expected == versions(plan).get("app")


def test_a_development_dependent_is_listed_and_does_not_move() -> None:
    workspace = a_workspace(core=a_package(), app=a_package(dev={"core": "1.0.0"}))

    plan = plan_release([a_changeset(core=Bump.MAJOR)], workspace, PLAIN)

    assert {"core": "2.0.0", "app": "1.0.0"} == versions(plan)


def test_a_chain_moves_to_its_end() -> None:
    workspace = a_workspace(
        a=a_package(), b=a_package(dependencies={"a": "1.0.0"}), c=a_package(peer={"b": "1.0.0"})
    )

    plan = plan_release([a_changeset(a=Bump.MINOR)], workspace, PLAIN)

    assert {"a": "1.1.0", "b": "1.0.1", "c": "1.0.1"} == versions(plan)
    assert "a" == plan.releases[1].because_of[0].subject


def test_a_circle_of_dependencies_comes_to_an_end() -> None:
    workspace = a_workspace(
        a=a_package(dependencies={"b": "1.0.0"}), b=a_package(dependencies={"a": "1.0.0"})
    )

    plan = plan_release([a_changeset(a=Bump.MAJOR)], workspace, PLAIN)

    assert {"a": "2.0.0", "b": "1.0.1"} == versions(plan)


def test_a_fixed_group_moves_as_one() -> None:
    workspace = a_workspace(a=a_package("1.0.0"), b=a_package("1.4.0"), c=a_package("3.0.0"))
    config = ChangesetsConfig(fixed=(("a", "b"),))

    plan = plan_release([a_changeset(a=Bump.MINOR)], workspace, config)

    assert {"a": "1.5.0", "b": "1.5.0"} == versions(plan)


def test_a_linked_group_levels_those_that_move() -> None:
    workspace = a_workspace(a=a_package("1.0.0"), b=a_package("1.4.0"), c=a_package("1.9.0"))
    config = ChangesetsConfig(linked=(("a", "b", "c"),))
    changesets = [a_changeset("x", a=Bump.MINOR), a_changeset("y", b=Bump.PATCH)]

    plan = plan_release(changesets, workspace, config)

    assert {"a": "1.10.0", "b": "1.10.0"} == versions(plan)


def test_an_unversioned_member_of_a_group_is_passed_over() -> None:
    """The CLI crashes on it (B10)."""
    workspace = a_workspace(a=a_package("1.0.0"), b=a_package(None))
    config = ChangesetsConfig(fixed=(("a", "b"),))

    plan = plan_release([a_changeset(a=Bump.MINOR)], workspace, config)

    assert {"a": "1.1.0"} == versions(plan)


def test_every_unknown_package_is_told_with_its_line() -> None:
    workspace = a_workspace(cloudprint=a_package())
    changesets = [
        a_changeset("one", cloudprnt=Bump.MINOR),
        a_changeset("two", nobody=Bump.PATCH),
    ]

    with pytest.raises(ChangesetError) as error:
        plan_release(changesets, workspace, PLAIN)

    first, second = error.value.problems
    assert "did you mean `cloudprint`?" == first.hint
    assert ".changeset/one.md:2" == str(first.where)
    assert "`nobody`" in second.message


def test_a_changeset_may_not_mix_skipped_packages_with_others() -> None:
    workspace = a_workspace(a=a_package(), b=a_package())
    config = ChangesetsConfig(ignore=frozenset({"b"}))

    with pytest.raises(ChangesetError, match="mixes"):
        plan_release([a_changeset(a=Bump.PATCH, b=Bump.NONE)], workspace, config)


def test_a_version_that_is_none_is_refused_and_not_swallowed() -> None:
    """The CLI deletes the changeset and bumps nothing (B7)."""
    workspace = a_workspace(a=a_package("1.0"))

    with pytest.raises(ConfigError, match=r"`1\.0`, which is not a semantic version"):
        plan_release([a_changeset(a=Bump.PATCH)], workspace, PLAIN)


def test_a_range_that_the_sibling_does_not_meet_is_no_edge_but_worth_a_note() -> None:
    workspace = a_workspace(core=a_package(), app=a_package(dependencies={"core": "^2.0.0"}))

    graph = dependency_graph(workspace)

    assert () == graph.dependents["core"]
    assert ["`app` asks for `core` `^2.0.0`, and the workspace has 1.0.0: not linked"] == list(
        graph.notes
    )


def test_a_dependency_without_version_makes_no_edge() -> None:
    """The CLI crashes on it (B4)."""
    workspace = a_workspace(core=a_package(None), app=a_package(dependencies={"core": "^1.0.0"}))

    assert () == dependency_graph(workspace).dependents["core"]


def test_only_the_workspace_protocol_makes_edges_when_asked() -> None:
    workspace = a_workspace(
        core=a_package(),
        a=a_package(dependencies={"core": "^1.0.0"}),
        b=a_package(dependencies={"core": "workspace:^1.0.0"}),
    )

    assert ("b",) == dependency_graph(workspace, protocol_only=True).dependents["core"]


def linked(package: Package, *links: Link, ecosystem: str = "cargo") -> Package:
    """`package` led by another manifest, with these links."""
    return package._replace(
        manifest=package.manifest._replace(ecosystem=ecosystem, dependencies=()), links=links
    )


@pytest.mark.parametrize(
    ("link", "bump", "moved"),
    [
        (Link("core", "dependencies", "cargo", "1.0"), Bump.MINOR, False),
        (Link("core", "dependencies", "cargo", "1.0"), Bump.MAJOR, True),
        (Link("core", "dependencies", "cargo", "=1.0.0"), Bump.PATCH, True),
        (Link("core", "dependencies", "python", ">=1,<2"), Bump.MINOR, False),
        (Link("core", "optionalDependencies", "python", ">=1,<2"), Bump.MAJOR, True),
        (Link("core", "devDependencies", "cargo", "1.0"), Bump.MAJOR, False),
        (Link("core", "dependencies", "cargo", None), Bump.PATCH, True),
        (Link("core"), Bump.PATCH, True),
    ],
)
def test_a_link_moves_its_dependent_by_its_own_rules(link: Link, bump: Bump, moved: bool) -> None:
    """By a patch, when the requirement shuts the new version out, or there is none."""
    workspace = a_workspace(app=linked(a_package(), link), core=linked(a_package()))
    plan = plan_release([a_changeset(core=bump)], workspace, ChangesetsConfig())

    assert versions(plan).get("app", "1.0.0") == ("1.0.1" if moved else "1.0.0")


def test_a_declared_edge_goes_from_one_ecosystem_to_another() -> None:
    workspace = a_workspace(
        web=a_package()._replace(links=(Link("core"),)), core=linked(a_package())
    )
    plan = plan_release([a_changeset(core=Bump.MINOR)], workspace, ChangesetsConfig())

    assert {"core": "1.1.0", "web": "1.0.1"} == versions(plan)


def test_a_name_in_another_ecosystem_is_another_package() -> None:
    """npm's `core` comes from its registry, and the crate `core` is not it."""
    workspace = a_workspace(
        web=a_package(dependencies={"core": "^1.0.0"}), core=linked(a_package())
    )
    plan = plan_release([a_changeset(core=Bump.MAJOR)], workspace, ChangesetsConfig())

    assert ["core"] == [each.name for each in plan.releases]


def test_packages_that_share_a_version_move_together() -> None:
    """Also with the rest of a fixed group that one of them is in."""
    rules = with_shared(ChangesetsConfig(fixed=(("b", "c"),)), [("a", "b")])
    crate = linked(a_package())
    workspace = a_workspace(a=crate, b=crate, c=crate, d=crate)
    plan = plan_release([a_changeset(a=Bump.MINOR)], workspace, rules)

    assert dict.fromkeys("abc", "1.1.0") == versions(plan)


def test_what_is_linked_cannot_share_a_version() -> None:
    with pytest.raises(ConfigError, match="`linked` has `a`, which inherits one version"):
        with_shared(ChangesetsConfig(linked=(("a", "c"),)), [("a", "b")])


def test_a_skipped_package_has_the_version_that_it_shares() -> None:
    """The file has one version, whoever is skipped."""
    workspace = a_workspace(a=linked(a_package()), b=linked(a_package(private=True)))
    workspace = workspace._replace(shared=(("a", "b"),))
    plan = plan_release([a_changeset(a=Bump.MINOR)], workspace, ChangesetsConfig())

    assert {"a": "1.1.0", "b": "1.1.0"} == {
        each.name: each.version for each in released(workspace, plan).packages
    }


def test_a_python_version_is_planned_as_it_will_be_read_back() -> None:
    """Or the ledger would miss the version that it has recorded."""
    python = linked(a_package(), ecosystem="python")
    workspace = a_workspace(core=python, web=a_package())
    plan = plan_release(
        [a_changeset(core=Bump.MINOR, web=Bump.MINOR)], workspace, PLAIN, snapshot="next-20261125"
    )

    assert {"core": "0.0.0-dev.20261125", "web": "0.0.0-next-20261125"} == versions(plan)
