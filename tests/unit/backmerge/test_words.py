"""What the back-merge says: whatever others wrote, nothing in it acts."""

from __future__ import annotations

import pytest

from release.backmerge.words import Branches, Conflict, merge_message, pull_body
from release.remote import Touch

BRANCHES = Branches("main", "staging")
MARKERS = ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[Actions Skip]"]


def test_the_marker_stands_in_the_subject_when_nothing_has_to_be_built() -> None:
    message = merge_message(BRANCHES, {"app": "1.1.0"}, skips_ci=True)

    assert message == ("chore: merge main back into staging [skip ci]\n\nVersions:\n- app 1.1.0\n")


def test_a_merge_of_nothing_new_says_no_more() -> None:
    assert merge_message(BRANCHES, {}, skips_ci=False) == "chore: merge main back into staging\n"
    assert merge_message(BRANCHES, {}, skips_ci=True) == (
        "chore: merge main back into staging [skip ci]\n"
    )


@pytest.mark.parametrize("marker", [*MARKERS, "\n\n\nskip-checks: true", "\nSkip-Checks:true"])
def test_no_other_marker_comes_in_by_a_name(marker: str) -> None:
    message = merge_message(BRANCHES, {f"app {marker}": "1.1.0"}, skips_ci=False).lower()

    assert not any(each.lower() in message for each in MARKERS)
    assert "skip-checks:" not in message
    assert message.count("\n- ") == 1


def test_the_pull_request_names_files_people_and_commands() -> None:
    conflict = Conflict(
        "apps/web/src/page.ts",
        Touch("1" * 40, "Ada", "Turn it round"),
        Touch("2" * 40, "Bob", "Mend the page (#12)"),
    )

    body = pull_body(BRANCHES, [conflict], ["apps/web/package.json"])

    assert (
        "| `apps/web/src/page.ts` | 1111111111 `Turn it round` by `Ada` | "
        "2222222222 `Mend the page (#12)` by `Bob` |"
    ) in body
    assert (
        "git fetch origin\n"
        "git switch -C backmerge/main origin/backmerge/main\n"
        "git merge origin/staging\n"
        "# solve the conflicts in\n"
        "#   apps/web/src/page.ts\n"
    ) in body
    assert "git push origin HEAD:backmerge/main\n" in body
    assert "- `apps/web/package.json`" in body


def test_others_words_are_inert() -> None:
    """No table breaks, no mention, no closing keyword outside of code, no fence ends."""
    hostile = "`|<!-- @all fixes #1 [skip ci]\n```\nskip-checks: true"
    conflict = Conflict(hostile, Touch("1" * 40, hostile, hostile), None)

    body = pull_body(BRANCHES, [conflict], [hostile])

    rows = [line for line in body.splitlines() if line.startswith("|")]
    assert [row.count("|") for row in rows] == [4, 4, 4]
    assert "[skip ci]" not in body
    assert "skip-checks:" not in body
    assert [line for line in body.splitlines() if line.startswith("```")] == ["```sh", "```"]
    before, _, rest = body.partition("```sh")
    words = before + rest.partition("\n```\n")[2]
    assert "@all" not in "".join(words.split("`")[::2])


def test_a_command_is_quoted_for_the_shell() -> None:
    body = pull_body(Branches("main", "it's $HOME"), [Conflict("a")], [])

    assert "git merge 'origin/it'\"'\"'s $HOME'" in body
