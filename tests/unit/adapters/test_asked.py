"""What is asked of whom is told to whoever listens, and to nobody else."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from release.adapters.asked import LOG, Question, asking, noted

SECRET = "correct-horse-battery"


class Listener(logging.Handler):
    """Keeps what it hears."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, Question):
            self.heard.append(record.msg.told(lambda text: text.replace(SECRET, "***")))
        else:
            self.heard.append(record.getMessage())


@pytest.fixture
def listener() -> Iterator[Listener]:
    there = Listener()
    LOG.addHandler(there)
    LOG.setLevel(logging.DEBUG)
    yield there
    LOG.removeHandler(there)
    LOG.setLevel(logging.NOTSET)


def test_a_question_is_told_with_its_time_and_its_end(listener: Listener) -> None:
    with asking("git fetch origin") as question:
        question.how = "exit code 1"
    noted("a thing")

    first, second = listener.heard
    assert first.startswith("git fetch origin (0.0")
    assert first.endswith(" s, exit code 1)")
    assert "a thing" == second


def test_a_question_without_an_answer_is_told_too(listener: Listener) -> None:
    with pytest.raises(TimeoutError), asking("GET http://127.0.0.1/"):
        raise TimeoutError

    assert listener.heard[0].startswith("GET http://127.0.0.1/ (")


def test_who_signs_in_by_an_address_is_hidden(listener: Listener) -> None:
    with asking("git fetch https://ada:secret@example.org/acme/train.git main"):
        pass

    assert listener.heard[0].startswith("git fetch https://***@example.org/acme/train.git main (")


def test_a_password_with_a_sign_of_addresses_in_it_is_hidden_whole(listener: Listener) -> None:
    with asking("git fetch https://ada:se@cret@example.org/acme/train.git main"):
        pass

    assert listener.heard[0].startswith("git fetch https://***@example.org/acme/train.git main (")


def test_no_part_of_a_secret_is_left_where_a_question_is_cut(listener: Listener) -> None:
    for room in range(200, 245):
        with asking(f"{'x' * room}{SECRET} and more of it"):
            pass

    assert [] == [each for each in listener.heard if "xc" in each]
    assert [each for each in listener.heard if "x***" in each]


def test_what_git_is_always_given_is_left_out(listener: Listener) -> None:
    with asking("git --no-pager -c log.follow=false --literal-pathspecs log -c HEAD"):
        pass

    assert listener.heard[0].startswith("git log -c HEAD (")


def test_a_long_question_and_its_line_ends_are_one_short_line(listener: Listener) -> None:
    with asking("git add " + "a/path\n" * 1000):
        pass

    assert len(listener.heard[0]) < 300
    assert "\n" not in listener.heard[0]


def test_nobody_else_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a repository's own tasks log, and where to, is theirs."""
    root, there = logging.getLogger(), Listener()
    monkeypatch.setattr(root, "handlers", [there])
    monkeypatch.setattr(root, "level", logging.DEBUG)

    noted("a thing")

    assert [] == there.heard
