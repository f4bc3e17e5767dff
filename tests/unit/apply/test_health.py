"""Health is asked with patience, and a failure says what was asked, answered, and how long."""

from __future__ import annotations

from typing import Any

import pytest

from release.apply.rollout.faltering import Faltered
from release.apply.rollout.health import examine
from release.apply.rollout.worker import Worker
from release.deployment import Check, CommandCheck, HttpCheck, Late, Patience
from release.deployment.ports import Answered, Ran
from tests.deploys.plans import a_command, a_site, an_update
from tests.deploys.records import MemoryRecords
from tests.deploys.world import Heard, Wish
from tests.deploys.yard import Programs, Yard

URL = "http://127.0.0.1:8000/version"
WELL = Answered(200, '{"version": "1.1.0"}')
BUSY = Answered(503, "starting\n  up")
SOON = Patience(deadline=60, interval=1, longest=10, timeout=5, successes=2)


class Doctor:
    """Examines against answers that come one after another; the last one comes again and again."""

    def __init__(self, *answers: Answered, takes: float = 0.0, **programs: Ran) -> None:
        self._answers = list(answers)
        self._takes = takes
        self.asked: list[tuple[float, float]] = []
        self.programs = Programs(programs)
        site = a_site(MemoryRecords(), Yard())
        self.site = site._replace(get=self._get, run_command=self.programs)
        self.hands = Worker(self.site, an_update(), {"port": "8000"})

    def _get(self, url: str, timeout: float) -> Answered:
        assert url == URL
        self.asked.append((self.site.now(), timeout))
        self.site.stop.wait(self._takes)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def examine(self, check: Check) -> None:
        examine(check, self.hands)

    def complaint(self, check: Check) -> str:
        """What is said when it is not well."""
        with pytest.raises(Faltered) as faltered:
            self.examine(check)
        return faltered.value.problems[0].message

    @property
    def times(self) -> list[float]:
        return [time for time, _ in self.asked]

    @property
    def said(self) -> list[str]:
        assert isinstance(self.site.voice, Heard)
        return [line for _, line, _ in self.site.voice.lines]


def http(**fields: Any) -> HttpCheck:
    return HttpCheck(URL, patience=SOON)._replace(**fields)


def test_it_has_to_be_well_so_many_times_one_after_another() -> None:
    doctor = Doctor(WELL, BUSY, WELL, WELL)

    doctor.examine(http())

    assert len(doctor.asked) == 4


def test_pauses_grow_while_it_is_not_well() -> None:
    doctor = Doctor(BUSY)

    doctor.complaint(http())

    pauses = [later - time for time, later in zip(doctor.times, doctor.times[1:], strict=False)]
    assert pauses[:7] == pytest.approx([1, 1.5, 2.25, 3.375, 5.0625, 7.59375, 10])
    assert set(pauses[6:]) == {10}


def test_between_successes_the_pause_is_short() -> None:
    doctor = Doctor(BUSY, BUSY, BUSY, WELL, BUSY, WELL)

    doctor.examine(http())

    assert doctor.times == pytest.approx([0, 1, 2.5, 4.75, 5.75, 6.75, 7.75])


def test_nothing_is_asked_after_the_deadline_nor_longer_than_it() -> None:
    doctor = Doctor(Answered(0, why="no answer within 5 s"), takes=5)

    doctor.complaint(http())

    last, limit = doctor.asked[-1]
    assert last < 60
    assert limit == min(5, 60 - last)


def test_a_try_ends_with_the_deadline() -> None:
    doctor = Doctor(BUSY)

    doctor.complaint(http(patience=SOON._replace(deadline=3)))

    assert doctor.asked == [(0, 3), (1, 2), (2.5, 0.5)]


def test_a_complaint_says_what_was_asked_and_answered_and_which_limit_ended_it() -> None:
    complaint = Doctor(BUSY).complaint(http(version="1.1.0", contains="ok"))

    assert complaint == (
        f"GET {URL} was to answer 200 with `ok` with the version 1.1.0: "
        "it answered 503 `starting up`; asked 10 times in 50.8 s, until its deadline of 60 s"
    )


@pytest.mark.parametrize(
    ("fields", "answer", "told"),
    [
        ({}, Answered(0, why="connection refused"), "did not answer: connection refused"),
        ({}, Answered(302, why="leads to /login"), "answered 302, which leads to /login"),
        ({"status": 204}, Answered(200), "answered 200"),
        ({"contains": "ok"}, Answered(200, "no"), "answered 200 without `ok`: `no`"),
        (
            {"version": "1.1.0"},
            Answered(200, '{"version": "1.0.0"}'),
            "answered 200 with the version `1.0.0`",
        ),
        ({"version": "1.1.0"}, Answered(200, "<html>"), "answered 200 without a version: `<html>`"),
        ({"version": "1.1.0"}, Answered(200, '{"version": 1}'), "answered 200 without a version"),
        ({"version": "1.1.0"}, Answered(200, "[]"), "answered 200 without a version: `[]`"),
        ({"version": "1.1.0"}, Answered(200, "[" * 100_000), "answered 200 without a version"),
        ({"version": "1.1.0", "key": ""}, Answered(200, "1.0\n"), "with the version `1.0`"),
        ({}, Answered(500, "x" * 300), f"answered 500 `{'x' * 199}…`"),
        ({}, Answered(500, "\x1b[31mred"), "answered 500 `\ufffd[31mred`"),
    ],
)
def test_every_wrong_answer_is_told(fields: dict[str, object], answer: Answered, told: str) -> None:
    assert told in Doctor(answer).complaint(http(**fields))


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"version": "1.1.0"}, '{"version": "1.1.0", "commit": "abc"}'),
        ({"version": "1.1.0", "key": "app.version"}, '{"app": {"version": "1.1.0"}}'),
        ({"version": "1.1.0", "key": ""}, "1.1.0\n"),
        ({"contains": "healthy"}, "all healthy here"),
    ],
)
def test_what_is_asked_of_the_body_may_be_there(fields: dict[str, object], body: str) -> None:
    doctor = Doctor(Answered(200, body))

    doctor.examine(http(**fields))

    assert len(doctor.asked) == 2


def test_well_but_not_often_enough_is_said_so() -> None:
    complaint = Doctor(WELL).complaint(http(patience=SOON._replace(deadline=2, successes=5)))

    assert ": it was well 2 of 5 times one after another; asked 2 times in 1 s, " in complaint


def test_people_hear_when_an_answer_changes() -> None:
    doctor = Doctor(BUSY, BUSY, Answered(0, why="connection refused"), WELL)

    doctor.examine(http())

    assert doctor.said == [
        f"GET {URL} answered 503 `starting up`",
        f"GET {URL} did not answer: connection refused",
        f"GET {URL} is well",
    ]


def test_an_interrupt_ends_the_patience() -> None:
    class Interrupted(Wish):
        def wait(self, seconds: float) -> bool:
            self.why = "SIGINT"
            return super().wait(seconds)

    doctor = Doctor(BUSY)
    site = doctor.site._replace(stop=Interrupted())
    doctor.hands = doctor.hands._replace(site=site)

    assert doctor.complaint(http()) == "interrupted by SIGINT"


def a_check(*argv: str | Late, timeout: float = 1800.0) -> CommandCheck:
    return CommandCheck(a_command(*argv, timeout=timeout), SOON)


def test_a_command_has_to_end_well_and_gets_what_was_captured() -> None:
    doctor = Doctor()

    doctor.examine(a_check("nc", "-z", Late("port")))

    assert doctor.programs.ran == ["nc -z 8000", "nc -z 8000"]


@pytest.mark.parametrize(("own", "limit"), [(1800.0, 5), (2.0, 2)])
def test_a_command_has_the_time_of_one_try(own: float, limit: float) -> None:
    doctor = Doctor()

    doctor.examine(a_check("probe", timeout=own))

    assert {each.timeout for each in doctor.programs.commands} == {limit}


@pytest.mark.parametrize(
    ("ran", "told"),
    [
        (Ran(7, lines=("bad",)), "ended with exit code 7"),
        (Ran(-9), "ended by signal 9"),
        (
            Ran(-15, why="took longer than 5 s, and was ended"),
            "took longer than 5 s, and was ended",
        ),
    ],
)
def test_a_command_that_fails_says_how_and_what_it_said(ran: Ran, told: str) -> None:
    doctor = Doctor(probe=ran)

    with pytest.raises(Faltered) as faltered:
        doctor.examine(a_check("probe", "x y"))

    message = faltered.value.problems[0].message
    assert message.startswith(f"`probe 'x y'` was to end well: it {told}; asked ")
    assert faltered.value.lines == ran.lines
