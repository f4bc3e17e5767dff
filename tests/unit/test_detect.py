"""Which apps a commit releases: decided by versions, tags and the ledger alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.actions import SetOutput
from release.detect import detect
from release.detection import Detection, output_name
from release.errors import ConfigError
from release.ledger import Baseline, Ledger, Released
from release.model import App

APPS = (
    App("cloudprint", "cloudprint", needs=("backend",)),
    App("backend", "backend"),
    App("frachter", "frachter", needs=("backend",)),
)
VERSIONS = {"backend": "1.4.2", "cloudprint": "1.1.0", "frachter": "2.0.0"}
TAGS = ("backend@1.4.2", "backend@1.4.1", "cloudprint@1.0.0", "frachter@2.0.0", "other@9.9.9")


def detected(
    versions: dict[str, str] | None = None,
    tags: tuple[str, ...] = TAGS,
    ledger: Ledger | None = None,
    template: str = "{name}@{version}",
) -> Detection:
    """What is detected of the three apps."""
    return detect(APPS, versions or VERSIONS, tags, ledger or Ledger(), lambda _: template)


def recorded(package: str, version: str) -> Ledger:
    """A ledger with one baseline of one package."""
    return Ledger((Baseline(None, {package: Released(version, f"{package}@{version}")}),))


def test_a_version_without_a_tag_is_a_release() -> None:
    assert detected().document("a" * 40) == {
        "schema": 1,
        "commit": "a" * 40,
        "release": True,
        "apps": {
            "cloudprint": {
                "deploy": True,
                "version": "1.1.0",
                "previous": "1.0.0",
                "tag": "cloudprint@1.1.0",
                "reason": "1.1.0 has no tag cloudprint@1.1.0",
            },
            "backend": {
                "deploy": False,
                "version": "1.4.2",
                "previous": "1.4.2",
                "tag": "backend@1.4.2",
                "reason": "1.4.2 is released: tag backend@1.4.2",
            },
            "frachter": {
                "deploy": False,
                "version": "2.0.0",
                "previous": "2.0.0",
                "tag": "frachter@2.0.0",
                "reason": "2.0.0 is released: tag frachter@2.0.0",
            },
        },
        "order": [["backend"], ["cloudprint", "frachter"]],
        "digest": detected().digest,
    }


def test_the_document_keeps_its_order() -> None:
    document = detected().document(None)

    assert (list(document), list(json.loads(json.dumps(document))["apps"])) == (
        ["schema", "commit", "release", "apps", "order", "digest"],
        ["cloudprint", "backend", "frachter"],
    )


def test_when_every_version_has_its_tag_there_is_no_release() -> None:
    detection = detected(tags=(*TAGS, "cloudprint@1.1.0"))

    assert (detection.release, detection.deployed) == (False, ())


def test_what_was_never_released_has_no_previous_version() -> None:
    assert [app.previous for app in detected(tags=()).apps] == [None, None, None]


def test_a_baseline_stands_for_a_tag() -> None:
    app = detected(ledger=recorded("cloudprint", "1.1.0")).apps[0]

    assert (app.deploy, app.previous, app.reason) == (
        False,
        "1.1.0",
        "1.1.0 is released: recorded in .changeset/ledger.jsonl",
    )


def test_a_baseline_counts_by_its_tag_for_a_package_that_was_renamed_since() -> None:
    """Where tags are `v1.1.0`, they name no package."""
    ledger = Ledger((Baseline(None, {"print": Released("1.1.0", "v1.1.0")}),))

    app = detected(tags=(), ledger=ledger, template="v{version}").apps[0]

    assert (app.deploy, app.reason) == (
        False,
        "1.1.0 is released: recorded in .changeset/ledger.jsonl",
    )


def test_the_previous_version_is_the_highest_of_tags_and_baselines() -> None:
    versions = VERSIONS | {"cloudprint": "1.20.0"}
    tags = (*TAGS, "cloudprint@1.9.0", "cloudprint@1.10.0-rc.1")

    app = detected(versions, tags, recorded("cloudprint", "1.10.0")).apps[0]

    assert app.previous == "1.10.0"


@pytest.mark.parametrize(
    "tag", ["cloudprint@1.1", "cloudprint@v1.1.0", "xcloudprint@1.1.0", "v1.1.0"]
)
def test_a_tag_of_something_else_releases_nothing(tag: str) -> None:
    app = detected(tags=(tag,)).apps[0]

    assert (app.deploy, app.previous) == (True, None)


def test_a_version_that_was_edited_backwards_is_told() -> None:
    app = detected(VERSIONS | {"cloudprint": "0.9.0"}).apps[0]

    assert (app.deploy, app.reason) == (
        True,
        "0.9.0 has no tag cloudprint@0.9.0, and is lower than 1.0.0, which is released",
    )


def test_an_old_commit_is_no_release_and_says_that_it_is_old() -> None:
    app = detected(VERSIONS | {"backend": "1.4.1"}).apps[1]

    assert (app.deploy, app.reason) == (
        False,
        "1.4.1 is released: tag backend@1.4.1, and is lower than 1.4.2, which is released",
    )


def test_builds_of_one_version_are_not_lower_than_each_other() -> None:
    app = detected(VERSIONS | {"cloudprint": "1.0.0+b"}, ("cloudprint@1.0.0+a",)).apps[0]

    assert app.reason == "1.0.0+b has no tag cloudprint@1.0.0+b"


def test_the_template_makes_the_tag() -> None:
    detection = detected(tags=("backend/v1.4.2",), template="{name}/v{version}")

    assert [(app.tag, app.deploy) for app in detection.apps] == [
        ("cloudprint/v1.1.0", True),
        ("backend/v1.4.2", False),
        ("frachter/v2.0.0", True),
    ]


@pytest.mark.parametrize(
    ("versions", "what"),
    [
        ({}, "no version"),
        ({"web": None}, "no version"),
        ({"web": ""}, "no version"),
        ({"web": "1.0"}, "the version `1.0`, which is not a semantic version"),
        ({"web": "v1.0.0"}, "the version `v1.0.0`, which is not a semantic version"),
        ({"web": "1.0.0\n"}, "the version `1.0.0\n`, which is not a semantic version"),
    ],
)
def test_an_app_without_a_version_is_refused(versions: dict[str, str | None], what: str) -> None:
    with pytest.raises(ConfigError) as caught:
        detect([App("site", "web")], versions, [], Ledger(), lambda _: "{name}@{version}")

    assert caught.value.problems[0].message == (
        f"app `site` cannot be released: its package `web` has {what}"
    )


def test_all_apps_without_a_version_are_told() -> None:
    with pytest.raises(ConfigError) as caught:
        detect(APPS, {"backend": "1.0.0"}, [], Ledger(), lambda _: "{name}@{version}")

    assert len(caught.value.problems) == 2


def test_the_digest_depends_on_what_is_deployed_alone() -> None:
    """The same tree has it before and after the merge; tags of others do not count."""
    assert detected().digest == detected(tags=(*TAGS, "other@1.0.0", "x")).digest
    assert detected().digest != detected(tags=TAGS[1:]).digest
    assert detected().digest.startswith("sha256:")


def test_later_jobs_are_told() -> None:
    assert detected().outputs() == (
        SetOutput("release", "true"),
        SetOutput("apps", '["cloudprint"]'),
        SetOutput("cloudprint", "true"),
        SetOutput("backend", "false"),
        SetOutput("frachter", "false"),
        SetOutput("digest", detected().digest),
    )


def test_without_a_release_later_jobs_are_told_so() -> None:
    outputs = {
        each.name: each.value for each in detected(tags=(*TAGS, "cloudprint@1.1.0")).outputs()
    }

    assert (outputs["release"], outputs["apps"], outputs["cloudprint"]) == ("false", "[]", "false")


@pytest.mark.parametrize(
    ("app", "output"),
    [
        ("backend", "backend"),
        ("cloud-print_2", "cloud-print_2"),
        ("@acme/web", "acme-web"),
        ("3d", "_3d"),
        ("web app", "web-app"),
        ("a=b<<c\nd", "a-b-c-d"),
        ("é", "_"),
        ("-", "_"),
    ],
)
def test_an_output_has_a_name_that_a_workflow_can_read(app: str, output: str) -> None:
    assert output_name(app) == output


@given(st.text())
def test_every_output_is_an_identifier(app: str) -> None:
    name = output_name(app)

    assert name.isascii()
    assert name.replace("-", "_").isidentifier()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (
            ["@acme/web", "acme-web"],
            (
                "the output of app `acme-web` would be `acme-web`, "
                "which is the output of app `@acme/web`"
            ),
        ),
        (
            ["Web", "web"],
            "the output of app `web` would be `web`, which is the output of app `Web`",
        ),
        (
            ["apps"],
            "the output of app `apps` would be `apps`, which is an output that every release has",
        ),
        (
            ["Digest"],
            (
                "the output of app `Digest` would be `Digest`, "
                "which is an output that every release has"
            ),
        ),
    ],
)
def test_two_apps_do_not_share_an_output(names: list[str], message: str) -> None:
    apps = [App(name, "web") for name in names]

    with pytest.raises(ConfigError) as caught:
        detect(apps, {"web": "1.0.0"}, [], Ledger(), lambda _: "{name}@{version}").outputs()

    assert [problem.message for problem in caught.value.problems] == [message]


def test_packages_that_would_share_an_output_have_none() -> None:
    """Nobody can give them other names for this."""
    apps = [App(name, "web") for name in ("@acme/web", "acme-web", "release", "core")]
    detection = detect(apps, {"web": "1.0.0"}, [], Ledger(), lambda _: "{name}@{version}")

    told = [each.name for each in detection.outputs(of_packages=True)]

    assert told == ["release", "apps", "core", "digest"]


def test_ten_thousand_tags_are_read_in_passing() -> None:
    tags = tuple(f"app{number % 50}@1.{number}.0" for number in range(10_000))

    assert detected(tags=(*TAGS, *tags)) == detected()
