"""Programs are run as they are named, and their failures told."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from release.adapters.cargo import verify
from release.adapters.shell import MissingProgram, failure, run
from release.errors import CommandError, StateError


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def test_a_result_holds_both_outputs_and_the_exit_code(tmp_path: Path) -> None:
    argv = python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")

    result = run(argv, tmp_path)

    assert (result.argv, result.code) == (tuple(argv), 3)
    assert (result.stdout, result.stderr) == ("out\n", "err\n")


def test_arguments_are_not_interpreted(tmp_path: Path) -> None:
    arguments = ["$HOME", "a b", "*", "; exit 1", "'"]

    result = run(python("import sys; print(sys.argv[1:])", *arguments), tmp_path)

    assert result.stdout == f"{arguments}\n"


def test_bytes_and_line_ends_survive_the_way_in_and_out(tmp_path: Path) -> None:
    text = "caf\u00e9\r\n\udcff\n"
    argv = python("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())")

    assert run(argv, tmp_path, input=text).stdout == text


def test_without_input_nothing_is_waited_for(tmp_path: Path) -> None:
    assert run(python("import sys; print(repr(sys.stdin.read()))"), tmp_path).stdout == "''\n"


def test_the_directory_and_the_environment_are_the_given_ones(tmp_path: Path) -> None:
    argv = python("import os; print(os.getcwd(), os.environ.get('HOME'), os.environ['ONLY'])")

    result = run(argv, tmp_path, env={"ONLY": "this"})

    assert result.stdout.split() == [os.path.realpath(tmp_path), "None", "this"]


def test_a_missing_program_is_the_operators_to_mend(tmp_path: Path) -> None:
    with pytest.raises(MissingProgram, match="no program `no-such-program`") as refused:
        run(["no-such-program", "--version"], tmp_path)

    assert (refused.value.exit_code, refused.value.program) == (4, "no-such-program")


def test_a_file_that_is_no_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("text")

    with pytest.raises(CommandError, match="cannot be started"):
        run([str(tmp_path / "plain")], tmp_path)


def test_a_missing_directory_is_not_taken_for_a_missing_program(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="is not a directory") as refused:
        run(python(""), tmp_path / "gone")

    assert not isinstance(refused.value, MissingProgram)


def test_a_program_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    child = "import time; time.sleep(2); open('done', 'w')"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    with pytest.raises(CommandError, match="took longer than 1 s"):
        run(python(parent), tmp_path, timeout=1)

    time.sleep(2)
    assert not (tmp_path / "done").exists()


def test_a_failure_tells_the_last_lines(tmp_path: Path) -> None:
    code = "import sys; [print(n, file=sys.stderr) for n in range(12)]; sys.exit(9)"

    first, *rest = failure(run(python(code), tmp_path)).split("\n")

    assert "failed with exit code 9" in first
    assert [line.strip() for line in rest] == [str(number) for number in range(2, 12)]


def test_a_failure_without_errors_tells_the_output(tmp_path: Path) -> None:
    assert "why" in failure(run(python("import sys; print('why'); sys.exit(1)"), tmp_path))


def test_a_signal_is_told_as_one(tmp_path: Path) -> None:
    assert "signal 9" in failure(run(python("import os; os.kill(os.getpid(), 9)"), tmp_path))


def test_verifying_without_cargo_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="leave `--verify` out"):
        verify(tmp_path, ["Cargo.toml"], program="no-such-cargo")


def test_verifying_nothing_needs_no_cargo(tmp_path: Path) -> None:
    verify(tmp_path, [], program="no-such-cargo")
