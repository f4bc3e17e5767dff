"""Checks: whether an app is well, asked with patience, and told in full when it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from release.apply.rollout.faltering import Faltered
from release.apply.rollout.worker import Worker, ended, shown
from release.controls import without_controls
from release.deployment import Check, CommandCheck, HttpCheck, Patience
from release.deployment.ports import Answered
from release.phrases import cut
from release.versions import parse, pep440

LONGEST_ANSWER = 200
"""Characters of an answer in a message."""

_GROWTH = 1.5


class _Question(NamedTuple):
    """What is asked and what is to be answered, in words; `ask` in so many seconds.

    It returns what was wrong with the answer, empty when nothing was, and what was said.
    """

    asked: str
    wanted: str
    ask: Callable[[float], tuple[str, tuple[str, ...]]]


def examine(check: Check, worker: Worker) -> None:
    """Ask until the app was well as often as it takes.

    Raises:
        Faltered: it was not, within the deadline; or we are to end.
    """
    if isinstance(check, HttpCheck):
        _insist(_http(check, worker), check.patience, worker)
    else:
        _insist(_command(check, worker), check.patience, worker)


class _Tries(NamedTuple):
    """How often it was asked: `good` times in a row it was well; `wrong` is about the last one."""

    number: int = 0
    good: int = 0
    wrong: str | None = None
    pause: float = 0.0

    def after(self, wrong: str, patience: Patience) -> _Tries:
        """One more, with what was wrong with its answer; and the pause before the next."""
        if not wrong:
            return _Tries(self.number + 1, self.good + 1, "", patience.interval)
        grown = min(self.pause * _GROWTH, patience.longest) if self.wrong else patience.interval
        return _Tries(self.number + 1, 0, wrong, grown)


def _insist(question: _Question, patience: Patience, worker: Worker) -> None:
    site = worker.site
    began, tries = site.now(), _Tries()
    until = began + patience.deadline
    while True:
        wrong, lines = question.ask(min(patience.timeout, until - site.now()))
        worker.heed()
        if wrong != tries.wrong:
            site.voice.said(worker.shipment.app, f"{question.asked} {wrong or 'is well'}")
        tries = tries.after(wrong, patience)
        if tries.good >= patience.successes:
            return
        if site.now() + tries.pause >= until:
            raise Faltered(_told(question, patience, tries, site.now() - began), lines)
        site.stop.wait(tries.pause)
        worker.heed()


def _told(question: _Question, patience: Patience, tries: _Tries, took: float) -> str:
    """What was asked and answered, for how long, and which limit ended it."""
    well = f"was well {tries.good} of {patience.successes} times one after another"
    times = "once" if tries.number == 1 else f"{tries.number} times"
    return (
        f"{question.asked} was to {question.wanted}: it {tries.wrong or well}; asked {times} in "
        f"{took:.3g} s, until its deadline of {patience.deadline:g} s"
    )


def _http(check: HttpCheck, worker: Worker) -> _Question:
    wanted = f"answer {check.status}"
    if check.contains:
        wanted += f" with `{check.contains}`"
    if check.version:
        wanted += f" with the version {check.version}"

    def ask(seconds: float) -> tuple[str, tuple[str, ...]]:
        return _wrong(check, worker.site.get(check.url, seconds)), ()

    return _Question(f"GET {check.url}", wanted, ask)


def _wrong(check: HttpCheck, answered: Answered) -> str:
    """What is wrong with an answer; empty when nothing is."""
    if not answered.status:
        return f"did not answer: {answered.why}"
    told = f"answered {answered.status}"
    if answered.why:
        told += f", which {answered.why}"
    if answered.status != check.status:
        return f"{told} {_shown(answered.body)}".rstrip()
    if check.contains and check.contains not in answered.body:
        return f"{told} without `{check.contains}`: {_shown(answered.body)}"
    if check.version:
        version = _version(check.key, answered.body)
        if version is None:
            return f"{told} without a version: {_shown(answered.body)}"
        if not _is_told(version, check.version):
            return f"{told} with the version {_shown(version)}"
    return ""


def _is_told(version: str, wanted: str) -> bool:
    """Whether an app tells the wanted version, which Python's metadata has in another spelling."""
    return version == wanted or (parse(wanted) is not None and version == pep440(wanted))


def _version(key: str, body: str) -> str | None:
    """The version in an answer; None when there is none."""
    if not key:
        return body.strip()
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def _shown(text: str) -> str:
    """The beginning of an answer on one line."""
    line = without_controls(" ".join(text.split()), "\ufffd")
    return f"`{cut(line, LONGEST_ANSWER)}`" if line else ""


def _command(check: CommandCheck, worker: Worker) -> _Question:
    command = check.command

    def ask(seconds: float) -> tuple[str, tuple[str, ...]]:
        ran = worker.run(command._replace(timeout=min(seconds, command.timeout)))
        return (ended(ran).strip(": ") if ran.code or ran.why else ""), ran.lines

    return _Question(shown(command), "end well", ask)
