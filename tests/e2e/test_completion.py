"""Tasks, flags and values are completed in real shells, for each name that the program has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.e2e.terminals import a_terminal

PROMPT = "ready> "  # how it is set has it in two parts, so that only the shell says it
SHELLS = {
    "bash": (["--norc", "--noprofile"], "PS1='rea''dy> '", "source <({})"),
    "zsh": (["-f"], "PS1='rea''dy> '", "source <({})"),
    "fish": (["--no-config"], "function fish_prompt; echo 'rea''dy> '; end", "{} | source"),
}


@pytest.mark.parametrize(
    ("begun", "whole"),
    [
        ("release deploy --env", "release deploy --environment"),
        ("inv deploy.back", "inv deploy.backend"),
        ("invoke staging.sn", "invoke staging.snapshot"),
        ("release deploy --app ba", "release deploy --app backend"),
        ("inv deploy.status --environment prod", "inv deploy.status --environment production"),
        ("release deploy --app=ba", "release deploy --app=backend"),
        ("release deploy --app ", "release deploy --app backend"),
        ("inv rehearse --break hea", "inv rehearse --break health"),
    ],
)
@pytest.mark.parametrize(
    "shell",
    [
        "bash",
        pytest.param("zsh", marks=pytest.mark.needs("zsh")),
        pytest.param("fish", marks=pytest.mark.needs("fish")),
    ],
)
def test_a_shell_completes_what_is_begun(
    shell: str, begun: str, whole: str, tmp_path: Path
) -> None:
    (tmp_path / "release.toml").write_text("[apps.backend]\n", "utf-8")
    (tmp_path / "tasks.py").write_text("from release.tasks import namespace as ns\n", "utf-8")
    arguments, prompt, sourced = SHELLS[shell]
    with a_terminal([shell, *arguments], tmp_path, size=(40, 200)) as terminal:
        terminal.sendline(prompt)
        terminal.expect_exact(PROMPT)
        terminal.sendline(sourced.format(f"release --print-completion-script {shell}"))
        terminal.expect_exact(PROMPT)

        # The tabulator; then to the line's begin, and Enter.
        terminal.send(f"{begun}\t\x01echo is \r")

        terminal.expect(rf"[\r\n]is {whole}")


def test_a_shell_that_is_not_known_is_told(tmp_path: Path) -> None:
    answer = typed(tmp_path, "--print-completion-script", "tcsh")

    assert 1 == answer.code
    assert "no completion for the shell `tcsh`, but for bash, zsh, fish" in answer.err
