"""A bad day at a GitHub of this machine, as `board` tells of it: page, JSON and Prometheus."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from prometheus_client.parser import text_string_to_metric_families

from release.deployment.records import Lock, NewAttempt
from release.rehearsal import Caller
from release.tasks.hosting import records
from tests.e2e.desk import Answer, typed
from tests.github.scene import TOKEN
from tests.hosted import Hosted, hosted_railway
from tests.trains import RELEASED

pytestmark = pytest.mark.needs("git")

NOW = datetime.now(UTC).replace(microsecond=0)
LEVELS = {"well": 0, "worrying": 1, "broken": 2, "unknown": -1}


class Told(NamedTuple):
    """What one command said and wrote; `text` is what is read on the page."""

    answer: Answer
    text: str
    document: Any
    numbers: dict[tuple[str, ...], float]


def told(hosted: Hosted) -> Told:
    """Have all three made."""
    folder = hosted.railway.root.parent
    outputs = [folder / f"board.{each}" for each in ("html", "json", "prom")]
    answer = typed(hosted.railway.root, "board", *(f"--output={each}" for each in outputs))
    page, document, numbers = (each.read_text("utf-8") for each in outputs)
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(numbers)
        for sample in family.samples
    }
    text = html.unescape(re.sub("<[^>]*>", "", page))
    return Told(answer, text, json.loads(document), samples)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def spoil(hosted: Hosted) -> None:
    """Have everything go wrong that the board looks at."""
    railway, people = hosted.railway, hosted.railway.people
    for app, version in RELEASED.items():
        people.tag(f"{app}@{version}")
    people.wait_until(ago(62))
    railway.change("main", {"apps/backend/source.txt": "a fix\n"})
    railway.go("staging")
    people.wait_until(ago(60))
    snapshot = people.merge("origin/main")
    people.git.push("--quiet", "origin", "staging")
    people.wait_until(ago(40))
    railway.release()
    people.wait_until(ago(30))
    railway.change("staging", {"apps/backend/source.txt": "what nobody has seen\n"})
    railway.go("main")
    book = records(railway.root, os.environ, "forge")
    wanted = NewAttempt("s1", "backend", "1.4.3-snapshot.1", snapshot, "staging", "snapshot")
    book.tell(book.begin(wanted), "success", "it runs")
    assert book.take(Lock("x1", "production", "ben", ago(5))) is None
    expires = NOW + timedelta(days=9, hours=1)
    hosted.hub.add_token(TOKEN, Caller("ada", admin=True, expires=expires))


@pytest.fixture(scope="module")
def bad_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("bad")
    with (
        pytest.MonkeyPatch.context() as patch,
        hosted_railway(folder, patch.setenv, judge=False) as hosted,
    ):
        spoil(hosted)
        yield told(hosted)


@pytest.mark.parametrize(
    ("subject", "level", "said", "hint"),
    [
        (
            "lock of production",
            "worrying",
            f"ben deploys since {moment(ago(5))} (5.0 h ago)",
            "inv deploy.unlock --environment production --id x1",
        ),
        (
            "release of cloudprint",
            "broken",
            "1.1.0 has no tag since DATE: no deployment of it was begun",
            "look at the last run of deploy.yml",
        ),
        (
            "back-merge",
            "broken",
            f"staging lacks 1 commit of the main branch; the last one was {moment(ago(60))}",
            "inv staging.sync",
        ),
        (
            "snapshot of backend",
            "broken",
            f"no snapshot has 1 change of it, the oldest since {moment(ago(30))}",
            "inv staging.snapshot",
        ),
        ("token's end", "worrying", "in 9 days", "make a new token now"),
    ],
)
def test_what_is_not_well_is_told_on_the_page_in_json_and_to_prometheus(
    bad_day: Told, subject: str, level: str, said: str, hint: str
) -> None:
    said = said.replace("DATE", moment(ago(40)))
    (sign,) = [each for each in bad_day.document["health"] if each["subject"] == subject]

    assert (0, level) == (bad_day.answer.code, sign["level"])
    assert said in sign["message"]
    assert hint in sign["hint"]
    assert LEVELS[level] == bad_day.numbers["release_health", subject]
    row = re.search(re.escape(subject) + r"\W+(warning|error)(.*)", bad_day.text)
    assert row
    assert ("warning" if level == "worrying" else "error", True) == (row[1], said in row[2])
    assert hint.replace("`", "") in row[2]


def test_the_days_that_the_token_has_left_can_be_reckoned(bad_day: Told) -> None:
    expires = bad_day.numbers["release_token_expiry_timestamp_seconds",]

    assert 9 == (datetime.fromtimestamp(expires, UTC) - NOW).days
    assert (
        f"{datetime.fromtimestamp(expires, UTC):%Y-%m-%dT%H:%M:%SZ}"
        == (bad_day.document["token_expires"])
    )


def test_a_token_that_has_expired_leaves_gaps_that_nobody_overlooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hosted_railway(tmp_path, monkeypatch.setenv, judge=False) as hosted:
        hosted.railway.go("main")
        hosted.hub.add_token(TOKEN, Caller("ada", admin=True, expires=ago(1)))

        found = told(hosted)

    said = "GH_PAT is wrong or has expired"
    (token,) = [each for each in found.document["health"] if each["subject"] == "token"]
    assert (5, "unknown", True) == (found.answer.code, token["level"], said in token["hint"])
    (api, _) = found.document["gaps"]
    assert "401: Bad credentials" in api
    assert said in found.text
    assert (-1, True) == (
        found.numbers["release_health", "token"],
        found.numbers["release_gaps",] > 0,
    )
    assert ("release_token_expiry_timestamp_seconds",) not in found.numbers
