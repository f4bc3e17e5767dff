"""Placeholders: a value takes the place of its name, and nothing else is touched."""

from __future__ import annotations

import pytest

from release.deployment import Late, Running
from release.targets.placeholders import argument, arguments, filled, problems, values_of
from tests.deploys.shipments import a_shipment

VALUES = values_of(a_shipment("web", version="1.2.0", previous=Running("1.1.0", "b" * 40)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("v{version}", "v1.2.0"),
        ("{app}-{version}.tar", "web-1.2.0.tar"),
        ("{previous}", "1.1.0"),
        ("{tag} in {environment}", "web@1.2.0 in production"),
        ('{{"v": "{version}"}}', '{"v": "1.2.0"}'),
        ("{{version}}", "{version}"),
        ("{{{version}}}", "{1.2.0}"),
        ("$HOME; `id` {directory}", "$HOME; `id` apps/web"),
    ],
)
def test_a_name_is_replaced_by_its_value(text: str, expected: str) -> None:
    assert expected == argument(text, VALUES) == filled(text, VALUES)


def test_a_value_is_not_looked_into() -> None:
    assert filled("{app}", {"app": "{version}"}) == "{version}"


def test_what_is_captured_is_filled_in_later() -> None:
    assert arguments(["run", "{app}@{digest}!{{}}"], VALUES) == (
        "run",
        Late("digest", "web@", "!{}"),
    )


def test_a_value_from_an_earlier_deployment_is_filled_in_now() -> None:
    assert argument("{app}@{digest}", {**VALUES, "digest": "sha256:1"}) == "web@sha256:1"


def test_where_nothing_ran_before_the_previous_version_is_empty() -> None:
    assert filled("<{previous}>", values_of(a_shipment())) == "<>"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{verison}", "has `{verison}`, which stands for nothing", "did you mean `version`?"),
        ("{digets}", "has `{digets}`, which stands for nothing", "did you mean `digest`?"),
        (
            '{"a": 1}',
            'has `{"a": 1}`, which stands for nothing',
            (
                "there are `{app}`, `{version}`, `{tag}`, `{commit}`, `{environment}`, "
                "`{directory}`, `{previous}`, `{digest}`, `{name}`; "
                "a brace is written twice, as `{{` or `}}`"
            ),
        ),
        (
            "a } b",
            "has a brace without its partner in `a } b`",
            "a brace is written twice, as `{{` or `}}`",
        ),
        (
            "{name}@{digest}",
            "has more than one captured value in `{name}@{digest}`: `name`, `digest`",
            "give each an argument of its own",
        ),
        ("\0", "has a NUL character, which no argument can hold", None),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(text: str, message: str, hint: str | None) -> None:
    said = list(problems("build", [["ok {version}", {"run": [text]}]], ["digest", "name"]))

    assert said == [("build", message, hint)]


def test_what_is_right_is_not_mentioned() -> None:
    value = {"url": "https://{app}/{{x}}", "status": 200, "run": ["{digest}"], "on": True}

    assert list(problems("health", value, ["digest"])) == []
