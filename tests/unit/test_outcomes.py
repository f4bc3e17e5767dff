"""What people are told of a deployment that is over."""

from __future__ import annotations

import pytest

from release.actions import Note, Table
from release.announce.outcomes import blocks, headline, pages, problems
from release.deployment.outcome import Outcome, Report
from release.markdown import escape_markdown

DEPLOYED = Outcome("backend", "deployed", "1.5.0", "1.4.2 runs", runs="1.5.0", seconds=3.14)
FAILED = Outcome(
    "backend",
    "failed",
    "1.5.0",
    "GET http://x/version answered 503",
    runs="1.4.2",
    phase="verify",
    lines=("cannot bind", "exit 1"),
    seconds=61.0,
)
BLOCKED = Outcome("cloudprint", "blocked", "1.1.0", "needs backend", runs="1.0.0")
UNKNOWN = Outcome("frachter", "unknown", "2.0.1", "the undo failed", phase="roll out")
SKIPPED = Outcome("docs", "skipped", "1.0.0", "no target in local")
NEW = Outcome("api", "failed", "0.1.0", "no", runs="", phase="build")
HOSTILE = "``` ]] | </details> @octocat fixes #1 \x1b]0;x\x07 ::error::x ##[add-mask]e \ud800"


def a_report(*outcomes: Outcome, interrupted: str = "") -> Report:
    return Report("local", "sha256:1", outcomes, interrupted)


def test_the_table_has_a_row_an_app_and_what_failed_has_its_last_lines() -> None:
    table, said, digest = blocks(a_report(FAILED, BLOCKED))

    assert isinstance(table, Table)
    assert table.rows == (
        ("backend", "✗ failed", "v1.5.0", "v1.4.2", "61.0", "GET http://x/version answered 503"),
        ("cloudprint", "✗ blocked", "v1.1.0", "v1.0.0", "", "needs backend"),
    )
    assert Note("backend: what was said last", ("cannot bind", "exit 1")) == said
    assert Note("plan sha256:1") == digest


@pytest.mark.parametrize(
    ("outcome", "runs"),
    [(DEPLOYED, "v1.5.0"), (UNKNOWN, "unknown"), (NEW, "nothing"), (SKIPPED, "")],
)
def test_what_runs_is_told_also_when_it_is_unknown(outcome: Outcome, runs: str) -> None:
    table = blocks(a_report(outcome))[0]

    assert isinstance(table, Table)
    assert runs == table.rows[0][3]


def test_the_headline_counts() -> None:
    report = a_report(DEPLOYED, FAILED, BLOCKED, BLOCKED, interrupted="SIGTERM")

    assert (
        "deployment to local: 1 deployed, 1 failed, 2 blocked, interrupted by SIGTERM"
    ) == headline(report)


def test_a_good_report_has_no_problems() -> None:
    assert () == problems(a_report(DEPLOYED))


def test_the_problems_begin_with_the_worst_and_their_first_lines_say_most() -> None:
    found = problems(a_report(FAILED, BLOCKED, UNKNOWN, NEW))

    assert [each.message.splitlines()[0] for each in found] == [
        "frachter 2.0.1 is in an unknown state: it ended in `roll out`: the undo failed",
        "backend 1.5.0 failed in `verify`: GET http://x/version answered 503",
        "api 0.1.0 failed in `build`: no",
        "1 app was not deployed, and left as it was",
    ]
    assert found[1].message.endswith("\n    cannot bind\n    exit 1")
    assert [each.hint for each in found[:3]] == [
        "see what runs there; the next deployment brings it to one version",
        "1.4.2 runs there; mend it, and run the command again",
        "nothing of it runs there; mend it, and run the command again",
    ]


def test_an_interrupt_is_told_first() -> None:
    found = problems(a_report(DEPLOYED, interrupted="SIGINT"))

    assert ["the deployment to local was interrupted by SIGINT"] == [each.message for each in found]


def test_the_pages_get_shorter_and_end_with_one_line() -> None:
    whole, table, line = pages(a_report(FAILED, BLOCKED)._replace(warnings=("slow",)))

    assert whole.startswith(line)
    assert table.startswith(line)
    assert "cannot bind" in whole
    assert "* slow\n" in whole
    assert "| backend | ✗ failed | v1.5.0 |" in table
    assert "cannot bind" not in table
    assert "### ✗ deployment to local: 1 failed, 1 blocked\n" == line


def test_what_others_wrote_stays_text_in_the_summary() -> None:
    hostile = FAILED._replace(app=HOSTILE, reason=HOSTILE, lines=(HOSTILE, "x\n```\n"))

    whole = next(pages(a_report(hostile)))

    fence = next(line for line in whole.splitlines() if line.startswith("````"))
    inside = whole.split(f"{fence}\n")[1].removesuffix("\n" + fence.removesuffix("text"))
    assert 1 == whole.count("\n</details>")
    assert "</details> @octocat" in inside
    assert f"| {escape_markdown(HOSTILE)} |" in whole
    assert {"\x1b", "\x07"}.isdisjoint(whole)
    assert whole == whole.encode().decode()
