"""The board for programs says what the page says: as JSON, and to Prometheus."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from release.board.blocks import blocks
from release.board.document import as_json, document
from release.board.measures import MEASURES, measured
from release.board.metrics import metrics
from release.board.model import Event, Train
from release.board.page import render
from tests.board.boards import APP, NOW, a_board, an_attempt, before, facts

ROOT = Path(__file__).parents[3]


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels, as Prometheus' own client reads it."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_all_of_the_board_is_in_its_json() -> None:
    board = a_board("web")

    told: Any = json.loads(json.dumps(document(board)))

    assert (1, "2026-11-26T12:00:00Z", "web") == (told["schema"], told["at"], told["name"])
    runs, nothing = told["apps"]
    assert ("2026-11-26T09:00:00Z", "rollback") == (runs["since"], runs["kind"])
    assert (None, None, "nothing runs") == (nothing["version"], nothing["since"], nothing["state"])
    assert {"web": "web"} == told["train"]["changesets"][0]["bumps"]
    assert ["web"] == [each["subject"] for each in told["train"]["waiting"]]
    assert 13 == len(told["weeks"])
    overall = next(each for each in told["measures"] if (each["app"], each["days"]) == (None, 90))
    assert {"value": 8 * 7 / 90, "n": 8} == overall["frequency"]
    assert {"value": None, "n": 0} == overall["lead_time"]
    assert [*MEASURES] == [*told["definitions"]]
    assert ["web", "web too"] == [each["subject"] for each in told["health"]]
    assert ["web"] == told["gaps"]


def test_every_event_is_in_the_json_however_many_there_are() -> None:
    events = [Event(before(hours=each), "deploy", "web", "1.0.0", "success") for each in range(999)]

    told: Any = document(a_board(events=events))

    assert 999 == len(told["events"])


def test_what_no_encoding_has_can_be_read_by_every_program() -> None:
    text = as_json(a_board("caf\udce9"))

    assert "caf\udce9" == json.loads(text.encode("utf-8"))["name"]


def test_what_nobody_knows_is_null_and_not_nothing() -> None:
    told: Any = document(a_board(train=Train("main", "staging")))

    assert (None, None, False) == tuple(
        told["train"][key] for key in ("waiting", "pull_request", "asked")
    )


def test_prometheus_reads_the_numbers() -> None:
    found = samples(metrics(a_board("web", token_expires=NOW)))

    assert NOW.timestamp() == found["release_board_timestamp_seconds",]
    assert 1 == found["release_app_info", "web", "web", "web", "runs"]
    assert 1 == found["release_pending_changesets",]
    assert pytest.approx(8 * 7 / 90) == found["release_deployments_per_week", "all", "90"]
    assert 0 == found["release_change_lead_time_seconds_n", "all", "90"]
    assert ("release_change_lead_time_seconds", "all", "90") not in found
    assert (0, NOW.timestamp()) == (
        found["release_board_simulated",],
        found["release_token_expiry_timestamp_seconds",],
    )
    assert {1, 0} == {value for (name, *_), value in found.items() if name == "release_health"}


def test_prometheus_reads_what_nobody_knows_and_what_is_still_broken() -> None:
    lost = an_attempt(1, before(days=40), "error")
    failed = an_attempt(2, before(days=2), "failure")
    rows = [measured(app, facts(lost, failed), NOW, days) for days in (30, 90) for app in (APP, "")]

    found = samples(metrics(a_board(measured=tuple(rows))))

    unknown = [found["release_unknown_deployments", APP, days] for days in ("30", "90")]
    assert ([0, 1], 1) == (unknown, found["release_unrecovered_apps", "all"])


def test_the_manual_has_every_number() -> None:
    manual = (ROOT / "docs" / "board.md").read_text("utf-8")

    families = text_string_to_metric_families(metrics(a_board()))
    names = {each.name.removesuffix("_n") for each in families}

    assert names == set(re.findall(r"`(release_\w+)`", manual))


def test_prometheus_is_told_of_no_end_that_nobody_knows() -> None:
    assert ("release_token_expiry_timestamp_seconds",) not in samples(metrics(a_board()))


def test_a_past_that_is_made_up_is_told_everywhere() -> None:
    board, real = a_board(is_simulated=True), a_board()

    assert (True, False) == tuple(document(each)["simulated"] for each in (board, real))
    assert 1 == samples(metrics(board))["release_board_simulated",]
    for told in (render, metrics, lambda each: str(next(blocks(each)))):
        assert "none of it happened" in told(board)
        assert "none of it happened" not in told(real)
    page = render(board)
    assert page.index("This past is made up") < page.index("As of")
    assert "<title>Release board of Print faster (made up)</title>" in page


@pytest.mark.parametrize("said", ['a"b', "a\\b", "a\nb", 'x"} 1\nrelease_gaps 9'])
def test_a_label_can_hold_anything(said: str) -> None:
    found = samples(metrics(a_board(said)))

    assert 1 == found["release_app_info", said, said, said, "runs"]
    assert 1 == found["release_gaps",]


def test_a_label_cannot_draw_on_a_terminal() -> None:
    assert "\x1b" not in metrics(a_board("\x1b[31m"))
