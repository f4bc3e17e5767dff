"""What is left to people when the files are written."""

from __future__ import annotations

from release.adoption.branches import Choice
from release.adoption.checklist import checklist


def test_every_setting_that_the_workflows_count_on_is_named() -> None:
    main, staging = Choice("trunk", ""), Choice("work", "", exists=False)

    lines = [*checklist(main, staging, {"desk": ("SIGNING_KEY",)})]

    assert [line for line in lines if "git push origin origin/trunk:refs/heads/work" in line]
    assert "secret `SIGNING_KEY` in the environment `production`: desk needs it" in lines
    assert all(
        "main" not in line and "staging`, which only `staging`" not in line for line in lines
    )
    assert len(lines) == len([*checklist(main, Choice("work", ""), {})]) + 2
