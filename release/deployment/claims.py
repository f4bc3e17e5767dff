"""Which process holds a lock, and whether that is provably no more.

A claim is a line of text in the lock: of a job `job RUN ATTEMPT NAME`, of any other process
`process NUMBER BEGUN MACHINE`. It proves something to the same run, or on the same machine, alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from release.deployment.records import Lock


class JobClaim(NamedTuple):
    """A job of a CI run; what is run again has a higher `attempt`."""

    run: str
    attempt: int
    name: str

    def __str__(self) -> str:
        return f"job {self.run} {self.attempt} {self.name}"


class ProcessClaim(NamedTuple):
    """A process of a machine.

    `begun` tells it from a later one of the same number. `machine` names the machine since it was
    started last, and which of its processes see each other's numbers.
    """

    number: int
    begun: str
    machine: str

    def __str__(self) -> str:
        return f"process {self.number} {self.begun} {self.machine}"


Claim = JobClaim | ProcessClaim


def parse_claim(text: str) -> Claim | None:
    """The claim out of its text; None where that is of no form that we know."""
    match text.split(" ", 3):
        case ["job", run, attempt, name] if run and attempt.isdecimal():
            return JobClaim(run, int(attempt), name)
        case ["process", number, begun, machine] if number.isdecimal() and machine:
            return ProcessClaim(int(number), begun, machine)
    return None


def proof_of_end(held: Lock, ours: Lock, begun: Callable[[int], str | None]) -> str:
    """Why the holder of a lock is provably no more; empty where nothing proves it.

    Args:
        held: the lock of another.
        ours: the lock that we would have in its place.
        begun: when the process of a number began on this machine; empty where there is none, and
            None where that cannot be known.
    """
    if held.is_human:
        return ""
    match parse_claim(held.claim), parse_claim(ours.claim):
        case JobClaim(run, attempt), JobClaim(our_run, our_attempt) if (
            run == our_run and attempt < our_attempt
        ):
            return f"it was attempt {attempt} of this run, and this is attempt {our_attempt}"
        case ProcessClaim(number, since, machine), ProcessClaim(machine=here) if machine == here:
            now = begun(number)
            if now is not None and now != since:
                return f"its process {number} on this machine is no more"
    return ""
