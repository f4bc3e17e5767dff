"""Who holds a lock, and when that is provably nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from release.adapters.claims import is_over, our_lock
from release.deployment.claims import JobClaim, ProcessClaim, parse_claim, proof_of_end
from release.deployment.records import Lock

NOW = datetime(2026, 1, 2, tzinfo=UTC)
JOB = {
    "GITHUB_ACTOR": "eve",
    "GITHUB_TRIGGERING_ACTOR": "ada",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/train",
    "GITHUB_RUN_ID": "77",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_JOB": "deploy backend",
}


def a_lock(claim: object, *, is_human: bool = False) -> Lock:
    return Lock("1", "production", "ada", NOW, is_human=is_human, claim=str(claim))


@pytest.mark.parametrize(
    "claim", [JobClaim("77", 2, "deploy backend"), ProcessClaim(7, "99", "boot pid:[1]")]
)
def test_a_claim_is_the_same_after_it_was_written(claim: object) -> None:
    assert parse_claim(str(claim)) == claim


@pytest.mark.parametrize("text", ["", "job", "job 1 x y", "process x 1 m", "process 1 2 ", "?"])
def test_what_is_no_claim_proves_nothing(text: str) -> None:
    assert parse_claim(text) is None
    assert proof_of_end(a_lock(text), a_lock(text), lambda _: "") == ""


@pytest.mark.parametrize(
    ("held", "ours", "begun", "is_proven"),
    [
        (JobClaim("77", 1, "a"), JobClaim("77", 2, "a"), None, True),
        (JobClaim("77", 2, "a"), JobClaim("77", 2, "a"), None, False),
        (JobClaim("77", 3, "a"), JobClaim("77", 2, "a"), None, False),
        (JobClaim("76", 1, "a"), JobClaim("77", 2, "a"), None, False),
        (JobClaim("77", 1, "a"), ProcessClaim(7, "9", "m"), "", False),
        (ProcessClaim(6, "8", "m"), ProcessClaim(7, "9", "m"), "", True),
        (ProcessClaim(6, "8", "m"), ProcessClaim(7, "9", "m"), "10", True),
        (ProcessClaim(6, "8", "m"), ProcessClaim(7, "9", "m"), "8", False),
        (ProcessClaim(6, "8", "m"), ProcessClaim(7, "9", "m"), None, False),
        (ProcessClaim(6, "8", "m"), ProcessClaim(7, "9", "n"), "", False),
    ],
)
def test_only_the_same_run_or_machine_proves_that_a_holder_is_no_more(
    held: object, ours: object, begun: str | None, *, is_proven: bool
) -> None:
    told = proof_of_end(a_lock(held), a_lock(ours), lambda _: begun)

    assert bool(told) == is_proven


def test_a_person_does_not_end() -> None:
    """What a person locked stays, whatever it claims."""
    held, ours = JobClaim("77", 1, "a"), JobClaim("77", 2, "a")

    assert proof_of_end(a_lock(held, is_human=True), a_lock(ours), lambda _: "") == ""


def test_a_job_is_told_by_its_run_and_its_attempt() -> None:
    lock = our_lock("production", JOB, NOW)

    page = "https://github.com/acme/train/actions/runs/77/attempts/2"
    assert (lock.owner, lock.run, lock.claim) == ("ada", page, "job 77 2 deploy backend")
    assert not lock.is_human
    assert lock.id != our_lock("production", JOB, NOW).id


def test_a_person_says_why() -> None:
    lock = our_lock("production", {}, NOW, "the fair")

    assert (lock.is_human, lock.message, lock.claim, lock.run) == (True, "the fair", "", "")
    assert "@" in lock.owner


@pytest.mark.skipif(sys.platform != "linux", reason="only there it is known when processes began")
def test_a_process_that_is_no_more_is_known_on_its_machine() -> None:
    """Ours lives; and who has the number of one that ended began at another time."""
    ours = our_lock("production", {}, NOW)
    assert is_over(ours, our_lock("production", {}, NOW)) == ""

    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    number, _, rest = ours.claim.removeprefix("process ").partition(" ")
    assert number == str(os.getpid())
    begun, _, machine = rest.partition(" ")
    theirs = ours._replace(claim=f"process {child.pid} {begun} {machine}")
    assert is_over(theirs, ours), "it began at another time"
    child.communicate(b"\n")
    assert is_over(theirs, ours)
