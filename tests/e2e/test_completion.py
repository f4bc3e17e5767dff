"""Tasks and flags are completed in real shells, for each name that the program has."""

from __future__ import annotations

import os
from pathlib import Path

import pexpect
import pytest

from tests.e2e.desk import typed

PROMPT = "ready> "  # how it is set has it in two parts, so that only the shell says it
SHELLS = {
    "bash": (["--norc", "--noprofile"], "PS1='rea''dy> '", "source <({})"),
    "zsh": (["-f"], "PS1='rea''dy> '", "source <({})"),
    "fish": (["--no-config"], "function fish_prompt; echo 'rea''dy> '; end", "{} | source"),
}
SECONDS = 30  # it takes half of one; two busy cores make it longer


@pytest.mark.parametrize(
    ("begun", "whole"),
    [
        ("release deploy --env", "release deploy --environment"),
        ("inv deploy.back", "inv deploy.backend"),
        ("invoke staging.sn", "invoke staging.snapshot"),
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
    child = pexpect.spawn(
        shell,
        arguments,
        cwd=str(tmp_path),
        env={**os.environ, "TERM": "xterm"},
        encoding="utf-8",
        timeout=SECONDS,
        dimensions=(40, 200),
    )
    try:
        child.sendline(prompt)
        child.expect_exact(PROMPT)
        child.sendline(sourced.format(f"release --print-completion-script {shell}"))
        child.expect_exact(PROMPT)

        child.send(f"{begun}\t\x01echo is \r")  # the tabulator; then to the line's begin, and Enter

        child.expect(rf"[\r\n]is {whole}")
    finally:
        child.close(force=True)


def test_a_shell_that_is_not_known_is_told(tmp_path: Path) -> None:
    answer = typed(tmp_path, "--print-completion-script", "tcsh")

    assert 1 == answer.code
    assert "no completion for the shell `tcsh`, but for bash, zsh, fish" in answer.err
