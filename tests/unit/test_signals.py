"""Signals while something is under way; that a second one ends is tried on a real program."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from release.tasks.signals import Stopping


@pytest.fixture(autouse=True)
def _usual() -> Iterator[None]:
    """Handlers as they usually are, also where the tests were started by `nohup`."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_told_and_wakes_everybody(number: signal.Signals) -> None:
    heard: list[str] = []
    woken: list[bool] = []
    before = signal.getsignal(number)

    with Stopping(heard.append) as stop:
        threads = [threading.Thread(target=lambda: woken.append(stop.wait(60))) for _ in range(3)]
        for each in threads:
            each.start()
        os.kill(os.getpid(), number)
        for each in threads:
            each.join(10)
        began = time.monotonic()
        assert stop.wait(60)

    assert time.monotonic() - began < 10
    assert [True] * 3 == woken
    assert [number.name] == heard
    assert number.name == stop.why
    assert before == signal.getsignal(number)


def test_without_a_signal_it_sleeps_as_long_as_it_is_told() -> None:
    heard: list[str] = []

    with Stopping(heard.append) as stop:
        began = time.monotonic()
        assert not stop.wait(0.02)

    assert time.monotonic() - began >= 0.02
    assert ("", []) == (stop.why, heard)


def test_handlers_are_what_they_were_also_after_a_failure() -> None:
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]

    with pytest.raises(ZeroDivisionError), Stopping(lambda _: None):
        _ = 1 // 0

    assert before == [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]


def test_who_ignores_a_terminal_that_goes_is_not_ended_by_it() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with Stopping(lambda _: None) as stop:
        os.kill(os.getpid(), signal.SIGHUP)
        assert not stop.wait(0.02)
